// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/editsession.h"

#include <QRandomGenerator>

namespace howdah::ui::test {

// The table that random edits are made to, by hand: the catalog need not be read for it.
inline data::RelationShape wordsShape(quint32 oid)
{
    data::RelationShape shape{
        .oid = oid, .schema = QStringLiteral("public"), .name = QStringLiteral("words"), .estimatedRows = 50};
    const auto add = [&shape](const QString &name, const QString &type, quint32 typeOid, data::TypeCategory category) {
        shape.columns.push_back(
            {.name = name,
             .type = type,
             .typeOid = typeOid,
             .category = category,
             .number = qint16(shape.columns.size() + 1)});
    };
    add(QStringLiteral("id"), QStringLiteral("integer"), 23, data::TypeCategory::Integer);
    add(QStringLiteral("a"), QStringLiteral("text"), 25, data::TypeCategory::Text);
    add(QStringLiteral("b"), QStringLiteral("integer"), 23, data::TypeCategory::Integer);
    shape.columns[0].notNull = shape.columns[0].inKey = true;
    shape.indexes.push_back({QStringLiteral("words_pkey"), {0}, true, true});
    return shape;
}

// Row `id` of the table as it was filled: id, 'a<id>', id * 10.
inline data::RowBasis wordsRow(int id)
{
    const QByteArray number = QByteArray::number(id);
    return {
        .identity = {.key = {number}},
        .values = {number, "a" + number, QByteArray::number(id * 10)},
        .cut = {false, false, false}};
}

// What is staged, as one line.
inline QByteArray digest(const data::ChangeSet &changes)
{
    QByteArray text;
    for (const data::StagedRow &row : changes.rows()) {
        text += row.key.toHex() + ' ' + QByteArray::number(int(row.kind)) + ' ' + QByteArray::number(row.order);
        for (const auto &[column, value] : row.cells)
            text +=
                ' ' + QByteArray::number(column) + '=' + QByteArray::number(int(value.kind())) + value.bytes().toHex();
        for (const auto &value : row.basis.values)
            text += ' ' + (value ? value->toHex() : QByteArray("null"));
        text += ';';
    }
    return text.isEmpty() ? QByteArray("nothing") : text;
}

inline data::CellValue randomValue(QRandomGenerator &random, int column)
{
    switch (random.bounded(5)) {
    case 0:
        return data::CellValue::null();
    case 1:
        return data::CellValue::byDefault();
    case 2:
        return column == 1 ? data::CellValue::text(QByteArray("")) : data::CellValue::text(QByteArray("0"));
    default:
        return data::CellValue::text(
            column == 1 ? "quote ' \" \\ \n " + QByteArray::number(random.bounded(1000))
                        : QByteArray::number(random.bounded(1000)));
    }
}

// One gesture of an operator who tries everything; the same number makes the same gesture.
inline void randomEdit(EditSession &edits, int step)
{
    QRandomGenerator random(quint32(step) * 7919 + 1);
    const auto basis = [&] { return wordsRow(random.bounded(1, 51)); };
    const std::vector<data::StagedRow> rows = edits.changes()->rows();
    const auto staged = [&] { return rows[random.bounded(quint32(rows.size()))].key; };
    const int column = random.bounded(1, 3);
    switch (rows.empty() ? random.bounded(4) : random.bounded(10)) {
    case 0:
    case 1:
        return void(edits.editor().setCells({{basis(), column, randomValue(random, column)}}));
    case 2:
        return void(edits.editor().insertRow(
            {{0, data::CellValue::text(QByteArray::number(1000 + step))}, {column, randomValue(random, column)}}));
    case 3:
        return void(edits.editor().deleteRows({basis(), basis()}));
    case 4:
        return void(edits.editor().setCells({{staged(), column, randomValue(random, column)}}));
    case 5:
        return void(edits.editor().duplicateRows({RowRef(staged()), RowRef(basis())}));
    case 6:
        return void(edits.editor().revertRows({staged()}));
    case 7:
        return void(edits.editor().revertCell(staged(), column));
    case 8:
        return edits.history().stack()->undo();
    default:
        return edits.history().stack()->redo();
    }
}

} // namespace howdah::ui::test
