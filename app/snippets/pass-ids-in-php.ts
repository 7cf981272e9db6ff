import type { ServerCode } from "./pass-ids.ts";
import type { SnippetIds } from "./snippet.ts";

/** Plain PHP and stripe-php. */
export function phpSnippets({ websiteId, domain }: SnippetIds): ServerCode {
  const base = { id: "php", label: "PHP", language: "php" } as const;
  return {
    checkout: {
      ...base, where: "create-checkout-session.php, with stripe-php.",
      code: `<?php
$ids = json_decode(file_get_contents('php://input'), true);
$session = $stripe->checkout->sessions->create([
    'mode' => 'payment',
    'line_items' => [['price' => 'price_YOURS', 'quantity' => 1]],
    'success_url' => 'https://${domain}/thanks?session_id={CHECKOUT_SESSION_ID}',
    'metadata' => [
        'websiteId' => '${websiteId}',
        'visitorId' => $ids['visitorId'] ?? '',
        'sessionId' => $ids['sessionId'] ?? '',
    ],
]);
header('Content-Type: application/json');
echo json_encode(['url' => $session->url]);`,
    },
    "payment-intent": {
      ...base, where: "create-payment-intent.php, with stripe-php.",
      code: `<?php
$ids = json_decode(file_get_contents('php://input'), true);
$intent = $stripe->paymentIntents->create([
    'amount' => 4900,
    'currency' => 'usd',
    'automatic_payment_methods' => ['enabled' => true],
    'metadata' => [
        'websiteId' => '${websiteId}',
        'visitorId' => $ids['visitorId'] ?? '',
        'sessionId' => $ids['sessionId'] ?? '',
    ],
]);
header('Content-Type: application/json');
echo json_encode(['clientSecret' => $intent->client_secret]);`,
    },
    "payment-link": {
      ...base, where: "A page that redirects to a Payment Link.",
      code: `<?php
$link = 'https://buy.stripe.com/your_link';
if (isset($_COOKIE['_pm_vid'], $_COOKIE['_pm_sid'])) {
    $link .= '?client_reference_id=' . rawurlencode('pm_' . $_COOKIE['_pm_vid'] . '_' . $_COOKIE['_pm_sid']);
}
header('Location: ' . $link);`,
    },
  };
}
