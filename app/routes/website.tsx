import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useParams } from "@remix-run/react";
import { Shell } from "../components/layout/shell.tsx";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  return load(request, async () => {
    const [websites, website, { user }] = await Promise.all([
      context.trpc.websites.list(),
      context.trpc.websites.get({ websiteId: params["websiteId"] ?? "" }),
      context.trpc.auth.state(),
    ]);
    return { websites, website, email: user?.email ?? "" };
  });
}

export default function Website() {
  const { websites, email } = useLoaderData<typeof loader>();
  const { websiteId = "" } = useParams();
  return (
    <Shell websites={websites} current={websiteId} email={email}>
      <Outlet />
    </Shell>
  );
}
