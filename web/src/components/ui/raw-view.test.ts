import { describe, expect, it } from "vitest";

import { pretty } from "./raw-view";

describe("pretty", () => {
  it("indents JSON and leaves its numbers alone, however large", () => {
    expect(pretty('{"id":12345678901234567890,"n":[1.10,{}],"s":"a,{b}:\\"c"}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "n": [\n    1.10,\n    {}\n  ],\n  "s": "a,{b}:\\"c"\n}',
    );
  });

  it("leaves anything else as it came", () => {
    expect(pretty("<html>Bad Gateway</html>")).toBe("<html>Bad Gateway</html>");
    expect(pretty('{"cut": ')).toBe('{"cut": ');
  });
});
