const COLOURS = ["bg-[#4f46e5]", "bg-[#0f766e]", "bg-[#b45309]", "bg-[#be185d]", "bg-[#1d4ed8]", "bg-[#4d7c0f]", "bg-[#7e22ce]", "bg-[#334155]"];

/** A website's first letter on a colour of its own. Favicons would have to be fetched from their sites, which would tell them who looks. */
export function LetterIcon({ name, id }: { name: string; id: string }) {
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return (
    <span aria-hidden className={`inline-flex size-7 shrink-0 items-center justify-center rounded-md text-xs font-semibold text-white ${COLOURS[sum % COLOURS.length]}`}>
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}
