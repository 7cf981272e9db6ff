/** A page for the browser when the product's own pages cannot be made: whole in itself, in light and dark. */
export function errorPage({ status, message }: { status: number; message: string }): string {
  const title = status === 503 ? "The database does not answer" : status < 500 ? "That did not work" : "Something went wrong";
  const text = message.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · PostMetric</title>
<style>
:root { color-scheme: light dark }
body { margin: 0; padding: 20vh 24px; font: 14px/20px "Inter Variable", system-ui, sans-serif; text-align: center; background: light-dark(#f7f7f9, #0e0f13); color: light-dark(#16171d, #f0f1f5) }
h1 { font-size: 20px; line-height: 28px; margin: 0 0 8px }
p { max-width: 28rem; margin: 0 auto 24px; color: light-dark(#5a5e6d, #a4a9b8) }
a { display: inline-block; padding: 8px 16px; border-radius: 8px; font-weight: 500; text-decoration: none; background: light-dark(#4f46e5, #9d97ff); color: light-dark(#fff, #14122e) }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}.${status < 500 ? "" : " Visits and payments that could not be taken just now are sent again by the script and by Stripe."}</p>
<a href="">Try again</a>
</main>
</body>
</html>
`;
}
