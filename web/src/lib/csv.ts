/** The address of a list as a CSV file, narrowed as the page is. The browser saves it by itself. */
export function csvAddress(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "" && value !== false) asked.set(name, String(value));
  }
  const text = asked.toString();
  return `/api/v1/${path}.csv${text ? `?${text}` : ""}`;
}
