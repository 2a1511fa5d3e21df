import type { ReactNode } from "react";

// Drawn by us: a simple shape and a colour each, no channel's logo. Unknown names get their initials.
const drawings: Record<string, { title: string; colour: string; shape: ReactNode }> = {
  woocommerce: { title: "WooCommerce", colour: "#6d4a8c", shape: <path d="M4 7l3 7 3-6 3 6 3-7" /> },
  shopee: {
    title: "Shopee",
    colour: "#c2410c",
    shape: (
      <>
        <path d="M5 8h10l-.8 8H5.8z" />
        <path d="M7.5 8a2.5 3.5 0 0 1 5 0" />
      </>
    ),
  },
  tokopedia: {
    title: "Tokopedia",
    colour: "#15803d",
    shape: (
      <>
        <circle cx="7.2" cy="10" r="2.6" />
        <circle cx="12.8" cy="10" r="2.6" />
        <path d="M10 13l-1 2h2z" />
      </>
    ),
  },
  tiktokshop: {
    title: "TikTok Shop",
    colour: "#27272a",
    shape: (
      <>
        <path d="M11 4v8.5a2.7 2.7 0 1 1-2.7-2.7" />
        <path d="M11 4c.3 2.3 1.8 3.6 4 3.8" />
      </>
    ),
  },
  lazada: { title: "Lazada", colour: "#1d4ed8", shape: <path d="M10 15.5L4.5 11V6.5L10 9l5.5-2.5V11z" /> },
  shopify: {
    title: "Shopify",
    colour: "#4d7c0f",
    shape: (
      <>
        <path d="M4.5 10.5l6-6h5v5l-6 6z" />
        <circle cx="12.7" cy="7.3" r=".9" />
      </>
    ),
  },
  amazon: {
    title: "Amazon",
    colour: "#b45309",
    shape: (
      <>
        <path d="M4.5 7l5.5-2.5L15.5 7v6L10 15.5 4.5 13z" />
        <path d="M4.5 7l5.5 2.5L15.5 7M10 9.5v6" />
      </>
    ),
  },
  magento: { title: "Magento", colour: "#be123c", shape: <path d="M5 14V7.5L10 5l5 2.5V14M8 15V9.5M12 15V9.5" /> },
};

function initials(name: string): string {
  const words = name.split(/[^a-z0-9]+/i).filter(Boolean);
  return (words.length > 1 ? `${words[0]?.[0] ?? ""}${words[1]?.[0] ?? ""}` : name.slice(0, 2)).toUpperCase();
}

export function channelTitle(channel: string): string {
  return drawings[channel]?.title ?? channel;
}

/** The mark of a channel. Decorative beside a name; pass `label` where it stands alone. */
export function ChannelIcon({ channel, size = 20, label }: { channel: string; size?: number; label?: boolean }) {
  const drawing = drawings[channel];
  const spoken = label ? { role: "img", "aria-label": channelTitle(channel) } : { "aria-hidden": true };
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" style={{ flex: "none", display: "block" }} {...spoken}>
      <rect width="20" height="20" rx="4.5" fill={drawing?.colour ?? "#52525b"} />
      {drawing ? (
        <g fill="none" stroke="#fff" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
          {drawing.shape}
        </g>
      ) : (
        <text x="10" y="13.5" textAnchor="middle" fontSize="9" fontWeight="700" fill="#fff" fontFamily="sans-serif">
          {initials(channel)}
        </text>
      )}
    </svg>
  );
}

/** The shop's name behind its channel's mark. */
export function ConnectionName({ channel, name }: { channel: string; name: string }) {
  return (
    <span
      style={{
        display: "inline-flex",
        alignItems: "center",
        gap: "0.5rem",
        minWidth: 0,
        maxWidth: "100%",
        verticalAlign: "middle",
      }}
      title={channelTitle(channel)}
    >
      <ChannelIcon channel={channel} size={18} />
      <span style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>{name}</span>
    </span>
  );
}
