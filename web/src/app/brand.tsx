import classes from "./brand.module.css";

/** The name with its mark: a bridge over a counter. */
export function Brand() {
  return (
    <span className={classes.brand}>
      <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden>
        <rect width="32" height="32" rx="7" fill="#0a7182" />
        <path d="M4 21c5-9 19-9 24 0" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
        <path d="M4 24h24M10 24v-6.5M16 24v-9.5M22 24v-6.5" stroke="#fff" strokeWidth="2.2" strokeLinecap="round" />
      </svg>
      Tillbridge
    </span>
  );
}
