/** Why a hit was dropped, as a clause after “because”, and what to do; reasons that are not known here are named as they are. */
export function dropWords(reason: string): { because: string; advice: string; action: { label: string; to: string } } {
  const settings = { label: "Look at the exclusions", to: "settings/tracking" };
  switch (reason) {
    case "bot":
      return { because: "a robot or an automated browser sent them", advice: "Nothing to do: robots are not visitors.", action: { label: "What counts as a robot", to: "/docs/troubleshooting#robots" } };
    case "foreign_hostname":
      return { because: "they came from a host that is not this website's", advice: "If the host is yours, add it as a further host.", action: { label: "Add a host", to: "settings" } };
    case "excluded_ip":
      return { because: "the address is on your list of excluded addresses", advice: "Your own visits are left out, as you asked.", action: settings };
    case "excluded_country":
      return { because: "the country is on your list of excluded countries", advice: "Take the country off the list to count its visitors.", action: settings };
    case "excluded_hostname":
      return { because: "the host is on your list of excluded hosts", advice: "Take the host off the list to count it.", action: settings };
    case "excluded_path":
      return { because: "the page is on your list of excluded paths", advice: "Take the path off the list to count it.", action: settings };
    case "privacy_signal":
      return { because: "the browser asks not to be tracked (Do Not Track or Global Privacy Control), which this website honours", advice: "Nothing is wrong: these visitors are not counted, as you chose under Privacy.", action: { label: "Look at the privacy settings", to: "settings/privacy" } };
    default:
      return { because: reason.replaceAll("_", " "), advice: "The help tells what this reason means.", action: { label: "Reasons for dropped hits", to: "/docs/troubleshooting#dropped" } };
  }
}
