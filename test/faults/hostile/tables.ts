import type { TestServer } from '../../support/servers.js';

const ROWS = `
insert into "Supplier" values ('ACME', 'Acme Pens', 4), ('INK/2', 'Ink & Sons', null);
insert into "Shelf" values ('A', 1, 'ACME', 120), ('A', 2, 'INK/2', 30), ('B', 1, 'ACME', 7)`;

const TABLES = `
create table "Supplier" (
  "SupplierCode" varchar(8) primary key not null,
  "CompanyName" varchar(80) not null,
  "Rating" integer check ("Rating" between 1 and 5)
);
create table "Shelf" (
  "Aisle" varchar(2) not null,
  "Level" integer not null,
  "SupplierCode" varchar(8) references "Supplier" ("SupplierCode"),
  "Pieces" integer not null default 0,
  primary key ("Aisle", "Level")
);
create view "StockBySupplier" as
  select "SupplierCode", sum("Pieces") as "Pieces" from "Shelf" group by "SupplierCode";
${ROWS}`;

/** The database that `warehouse.js` of the sample makes, on both. */
export const WAREHOUSE: Readonly<Record<TestServer['name'], string>> = {
  SQLite: TABLES,
  PostgreSQL: TABLES,
};
