/** Every address that no page has: told by the error page, in the shell where there is a website. */
export function loader(): never {
  throw new Response(null, { status: 404 });
}

export default function NotFound() {
  return null;
}
