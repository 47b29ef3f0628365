// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/rowbatch.h"
#include "data/page/edittarget.h"

namespace howdah::query {

// A column of an answer as it is shown: its type by name, and where its values come from.
struct ResultColumn
{
    data::ColumnShape shape; // name, type and category; whether it is in a key where it comes from
    quint32 relationOid = 0; // 0: of an expression
    qint16 number = 0;       // its attnum there
    QString schema;          // of the relation; "" where the catalog does not know it
    QString relation;
    QString column;     // what it is called there
    QStringList labels; // of an enumeration, in its order
    // "public.orders.id"; "" of an expression, or of a relation that the catalog does not know.
    [[nodiscard]] QString origin() const;
    bool operator==(const ResultColumn &) const = default;
};

// What the server says of the columns of an answer, with what the catalog knows of them (nullptr: nothing). Pure.
[[nodiscard]] std::vector<ResultColumn>
resultColumns(const connection::Columns &columns, const catalog::Catalog *catalog);

// The type by its name, as format_type() of the server writes it; "type 16384" of one that is not known.
[[nodiscard]] QString typeText(quint32 typeOid, qint32 typeModifier, const catalog::Catalog *catalog);

// As a target of copies and exports: the relation is the one that all columns with an origin come from, else "result".
enum class NamedBy { Result, Origin }; // columns: as they are shown, or as the relation calls them, which INSERT needs
[[nodiscard]] data::EditTarget resultTarget(const std::vector<ResultColumn> &columns, NamedBy names = NamedBy::Result);

} // namespace howdah::query
