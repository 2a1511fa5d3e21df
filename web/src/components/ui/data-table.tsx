import { ActionIcon, Checkbox, Menu } from "@mantine/core";
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import {
  columnResizingFeature,
  columnSizingFeature,
  type ColumnSizingState,
  columnVisibilityFeature,
  type ColumnVisibilityState,
  createColumnHelper,
  type RowData,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { Columns3 } from "lucide-react";
import { type ReactNode, useMemo } from "react";

import { t } from "@/components/words";

import classes from "./data-table.module.css";

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Width in pixels to begin with. */
  size: number;
  /** Takes what room is left, until the reader sets a width. */
  grow?: boolean;
  align?: "right";
  /** Not shown until the reader asks for it. */
  hidden?: boolean;
  /** Cannot be hidden: it holds the row's link. */
  always?: boolean;
}

export interface Selection {
  ids: ReadonlySet<string>;
  onToggle: (id: string) => void;
  onToggleAll: (on: boolean) => void;
}

interface DataTableProps<T> {
  /** Under which the reader's columns and widths are kept. */
  name: string;
  label: string;
  columns: Column<T>[];
  rows: T[];
  id: (row: T) => string;
  /** Left out where a row holds all there is. */
  onOpen?: (row: T) => void;
  openId?: string;
  /** Rows that have left the list since it was loaded. */
  gone?: ReadonlySet<string>;
  selection?: Selection;
  /** What a row is on a phone; should hold the row's link. */
  card: (row: T) => ReactNode;
  /** Below the last row: load more. */
  footer?: ReactNode;
}

const features = tableFeatures({ columnVisibilityFeature, columnSizingFeature, columnResizingFeature });

/** The row's own links, buttons and boxes answer for themselves; a click anywhere else opens it. */
function isOwnControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, label") !== null;
}

function hasSelectedText(): boolean {
  return (globalThis.getSelection()?.toString().length ?? 0) > 0;
}

export function DataTable<T extends RowData>(props: DataTableProps<T>) {
  // Known at once, so that a phone never draws the wide table first.
  const phone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  return phone ? <Cards {...props} /> : <Wide {...props} />;
}

function Cards<T extends RowData>({
  rows,
  id,
  onOpen,
  openId,
  gone,
  card,
  label,
  footer,
  selection,
}: DataTableProps<T>) {
  return (
    <div className={classes.cards}>
      <ul className={classes.list} aria-label={label}>
        {rows.map((row) => (
          // The card's link does the same for the keyboard.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
          <li
            key={id(row)}
            data-row-id={id(row)}
            className={classes.card}
            data-open={id(row) === openId || undefined}
            data-gone={gone?.has(id(row)) || undefined}
            data-opens={onOpen !== undefined || undefined}
            onClick={(event) => {
              if (!isOwnControl(event.target) && !hasSelectedText()) onOpen?.(row);
            }}
          >
            {selection && (
              <Checkbox
                size="xs"
                aria-label={t("select_row")}
                checked={selection.ids.has(id(row))}
                onChange={() => selection.onToggle(id(row))}
              />
            )}
            <div className={classes.cardBody}>{card(row)}</div>
          </li>
        ))}
      </ul>
      {footer}
    </div>
  );
}

function Wide<T extends RowData>({
  name,
  label,
  columns,
  rows,
  id,
  onOpen,
  openId,
  gone,
  selection,
  footer,
}: DataTableProps<T>) {
  const [hiddenOrShown, setVisibility] = useLocalStorage<ColumnVisibilityState>({
    key: `tillbridge-columns-${name}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const [sizing, setSizing] = useLocalStorage<ColumnSizingState>({
    key: `tillbridge-widths-${name}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const visibility = useMemo(
    () => ({ ...Object.fromEntries(columns.filter((c) => c.hidden).map((c) => [c.id, false])), ...hiddenOrShown }),
    [columns, hiddenOrShown],
  );
  const defs = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>();
    return columns.map((column) =>
      helper.display({
        id: column.id,
        header: column.header,
        size: column.size,
        minSize: 48,
        enableHiding: !column.always,
      }),
    );
  }, [columns]);
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const table = useTable({
    features,
    columns: defs,
    data: rows,
    getRowId: id,
    columnResizeMode: "onChange",
    state: { columnVisibility: visibility, columnSizing: sizing },
    onColumnVisibilityChange: setVisibility,
    onColumnSizingChange: setSizing,
  });

  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const width = (columnId: string, size: number) =>
    byId.get(columnId)?.grow && !(columnId in sizing) ? undefined : size;
  const all = rows.length > 0 && selection !== undefined && rows.every((row) => selection.ids.has(id(row)));
  const some = selection !== undefined && selection.ids.size > 0;

  return (
    <div className={classes.scroll}>
      <table
        className={classes.table}
        aria-label={label}
        style={{ minWidth: table.getTotalSize() + (selection ? 36 : 0) + 36 }}
      >
        <thead>
          <tr>
            {selection && (
              <th className={classes.check} scope="col">
                <Checkbox
                  size="xs"
                  aria-label={t("select_all")}
                  checked={all}
                  indeterminate={some && !all}
                  onChange={() => selection.onToggleAll(!all)}
                />
              </th>
            )}
            {headers.map((header) => {
              const column = byId.get(header.column.id);
              return (
                <th
                  key={header.id}
                  scope="col"
                  style={{ width: width(header.column.id, header.getSize()) }}
                  className={column?.align === "right" ? "num" : undefined}
                >
                  {column?.header}
                  <span
                    aria-hidden
                    className={classes.resize}
                    data-active={header.column.getIsResizing() || undefined}
                    onMouseDown={header.getResizeHandler()}
                    onTouchStart={header.getResizeHandler()}
                    onDoubleClick={() => header.column.resetSize()}
                  />
                </th>
              );
            })}
            <th className={classes.choice}>
              <Menu position="bottom-end" closeOnItemClick={false}>
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("choose_columns")}>
                    <Columns3 size={15} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Label>{t("columns")}</Menu.Label>
                  {table
                    .getAllLeafColumns()
                    .filter((column) => column.getCanHide())
                    .map((column) => (
                      <Menu.CheckboxItem
                        key={column.id}
                        checked={column.getIsVisible()}
                        onChange={() => column.toggleVisibility()}
                      >
                        {byId.get(column.id)?.header}
                      </Menu.CheckboxItem>
                    ))}
                  <Menu.Divider />
                  <Menu.Item
                    onClick={() => {
                      setVisibility({});
                      setSizing({});
                    }}
                  >
                    {t("as_it_was")}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </th>
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            // The row's link does the same for the keyboard.

            <tr
              key={row.id}
              data-row-id={row.id}
              data-open={row.id === openId || undefined}
              data-gone={gone?.has(row.id) || undefined}
              data-opens={onOpen !== undefined || undefined}
              onClick={(event) => {
                if (!isOwnControl(event.target) && !hasSelectedText()) onOpen?.(row.original);
              }}
            >
              {selection && (
                <td className={classes.check}>
                  <Checkbox
                    size="xs"
                    aria-label={t("select_row")}
                    checked={selection.ids.has(row.id)}
                    onChange={() => selection.onToggle(row.id)}
                  />
                </td>
              )}
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} className={byId.get(cell.column.id)?.align === "right" ? "num" : undefined}>
                  {byId.get(cell.column.id)?.cell(row.original)}
                </td>
              ))}
              <td aria-hidden />
            </tr>
          ))}
        </tbody>
      </table>
      {footer}
    </div>
  );
}
