/** Every page, by its address. */
export default [
  { id: "routes/home", index: true, file: "routes/home.tsx" },
  { id: "routes/first-owner", path: "first-owner", file: "routes/first-owner.tsx" },
  { id: "routes/login", path: "login", file: "routes/login.tsx" },
  { id: "routes/logout", path: "logout", file: "routes/logout.tsx" },
  { id: "routes/theme", path: "theme", file: "routes/theme.tsx" },
  { id: "routes/websites", path: "websites", file: "routes/websites.tsx" },
  { id: "routes/new-website", path: "websites/new", file: "routes/new-website.tsx" },
  {
    id: "routes/website",
    path: "w/:websiteId",
    file: "routes/website.tsx",
    children: [
      { id: "routes/overview", index: true, file: "routes/overview.tsx" },
      { id: "routes/breakdown", path: "by/:dimension", file: "routes/breakdown.tsx" },
      { id: "routes/values", path: "values", file: "routes/values.tsx" },
      { id: "routes/live", path: "live", file: "routes/live.tsx" },
      { id: "routes/payments", path: "payments", file: "routes/payments.tsx" },
      { id: "routes/payment", path: "payments/:paymentId", file: "routes/payment.tsx" },
      { id: "routes/webhooks", path: "webhooks", file: "routes/webhooks.tsx" },
      { id: "routes/setup", path: "setup", file: "routes/setup.tsx" },
      { id: "routes/more", path: "more", file: "routes/more.tsx" },
      { id: "routes/settings", path: "settings", file: "routes/settings.tsx" },
      { id: "routes/website-not-found", path: "*", file: "routes/not-found.tsx" },
    ],
  },
  { id: "routes/not-found", path: "*", file: "routes/not-found.tsx" },
];
