// Makes warehouse.db: a database as somebody else may have left it, for warehouse.yaml.
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync('warehouse.db');
database.exec(`
  create table Supplier (
    SupplierCode varchar(8) primary key not null,
    CompanyName varchar(80) not null,
    Rating integer check (Rating between 1 and 5)
  );
  create table Shelf (
    Aisle varchar(2) not null,
    Level integer not null,
    SupplierCode varchar(8) references Supplier (SupplierCode),
    Pieces integer not null default 0,
    primary key (Aisle, Level)
  );
  create view StockBySupplier as
    select SupplierCode, sum(Pieces) as Pieces from Shelf group by SupplierCode;
  insert into Supplier values ('ACME', 'Acme Pens', 4), ('INK/2', 'Ink & Sons', null);
  insert into Shelf values ('A', 1, 'ACME', 120), ('A', 2, 'INK/2', 30), ('B', 1, 'ACME', 7);
`);
database.close();
