/** What a snippet is filled in with; all real, so that it can be copied as it stands. */
export type SnippetIds = { appUrl: string; websiteId: string; domain: string; cookieless?: boolean };

export type SnippetLanguage = "html" | "javascript" | "tsx" | "python" | "php" | "ruby" | "go" | "liquid";

/** Code to copy; `where` says in a sentence into which file or form it goes. */
export type Snippet = { id: string; label: string; language: SnippetLanguage; where: string; code: string };
