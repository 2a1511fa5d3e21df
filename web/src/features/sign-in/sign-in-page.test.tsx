import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("coming in", () => {
  it("offers the single sign-on where there is one, and comes back to where one wanted to go", async () => {
    renderApp("/orders?tab=errors", pretendApi({ signedIn: false, singleSignOn: true }));
    const door = await screen.findByRole("link", { name: "Sign in with the single sign-on" });
    expect(door).toHaveAttribute("href", "/auth/sign-on?next=%2Forders%3Ftab%3Derrors");
  });

  it("asks for a password alone where there is none", async () => {
    const { asked } = renderApp("/sign-in", pretendApi({ signedIn: false }));
    await screen.findByRole("button", { name: "Sign in" });
    await expect.poll(() => asked.some((r) => r.url.endsWith("/session/ways"))).toBe(true);
    expect(screen.queryByRole("link", { name: /single sign-on/ })).not.toBeInTheDocument();
  });

  it("tells who is invited what for, and takes the address from the link", async () => {
    const { user, asked } = renderApp("/welcome?token=good", pretendApi({ signedIn: false }));
    await screen.findByText("You come to Toko Rani as: Operator.");
    expect(screen.getByLabelText("Email")).toHaveValue("dewi@example.com");
    await user.type(screen.getByLabelText("Your name"), "Dewi");
    await user.type(screen.getByLabelText("Password"), "ten letters and more");
    await user.click(screen.getByRole("button", { name: "Come in" }));
    await screen.findByRole("heading", { level: 1, name: "Status" });
    const write = asked.find((r) => r.method === "POST" && r.url.endsWith("/setup"));
    expect(await write?.json()).toMatchObject({ token: "good", email: "dewi@example.com", name: "Dewi" });
  });

  it("says that a link is used up, before anybody fills in a form", async () => {
    renderApp("/welcome?token=old", pretendApi({ signedIn: false }));
    expect(await screen.findByRole("alert")).toHaveTextContent("This link has been used or withdrawn");
    expect(screen.queryByLabelText("Your name")).not.toBeInTheDocument();
  });
});
