const width = 84;
const height = 22;

interface SparklineProps {
  /** One figure a day, oldest first. */
  days: number[];
  /** Says in words what the picture shows. */
  label: string;
}

/** A small picture of what each day brought. The label says the figures; a day without any is a line at the foot. */
export function Sparkline({ days, label }: SparklineProps) {
  const most = Math.max(1, ...days);
  const step = width / Math.max(1, days.length);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <title>{label}</title>
      {days.map((n, i) => {
        const tall = n === 0 ? 1 : Math.max(3, (n / most) * height);
        return (
          <rect
            key={i}
            x={i * step}
            y={height - tall}
            width={Math.max(1, step - 1.5)}
            height={tall}
            fill={n === 0 ? "var(--line-strong)" : "var(--chart-orange)"}
          />
        );
      })}
    </svg>
  );
}
