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
  // A basket.
  tokopedia: {
    title: "Tokopedia",
    colour: "#15803d",
    shape: <path d="M4 9h12l-1.4 6.5H5.4zM7 9l2-4.5M13 9l-2-4.5" />,
  },
  // A market stall.
  tiktokshop: {
    title: "TikTok Shop",
    colour: "#27272a",
    shape: (
      <>
        <path d="M4 8.5l1.5-4h9l1.5 4M5.5 8.5v7h9v-7M3.5 8.5h13" />
        <path d="M9 10.5l2.8 1.7L9 13.9z" />
      </>
    ),
  },
  // A paper plane.
  lazada: { title: "Lazada", colour: "#1d4ed8", shape: <path d="M4 10l12-5-4.5 11-2.2-4.3zM9.3 11.7L16 5" /> },
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
  // A house with columns.
  magento: {
    title: "Magento",
    colour: "#be123c",
    shape: <path d="M4.5 15.5h11M6.5 15.5v-6M10 15.5v-6M13.5 15.5v-6M4.5 9.5L10 5l5.5 4.5z" />,
  },
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
