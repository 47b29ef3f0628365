// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/remapping.h"

#include "base/propagate.h"
#include "data/page/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

ColumnsThen columnsOf(const EditTarget &target)
{
    ColumnsThen columns{.relation = target.shape.oid};
    for (size_t i = 0; i < target.columns.size(); ++i) {
        columns.names << target.columns[i].name;
        columns.types << target.columns[i].declared;
        columns.numbers << target.shape.columns[i].number;
    }
    return columns;
}

static int placeOf(const ColumnsThen &from, qsizetype column, const EditTarget &to)
{
    const bool numbered =
        from.relation == to.shape.oid && from.numbers.size() == from.names.size() && from.numbers[column] != 0;
    for (int i = 0; i < int(to.columns.size()); ++i) {
        const qint16 number = to.shape.columns[size_t(i)].number;
        if (numbered && number != 0 ? number == from.numbers[column] : to.columns[size_t(i)].name == from.names[column])
            return i;
    }
    return -1;
}

Remapping::Remapping(const ColumnsThen &from, std::shared_ptr<const EditTarget> to)
    : m_from(from)
    , m_to(std::move(to))
    , m_origin(m_to->columns.size(), -1)
{
    for (qsizetype i = 0; i < from.names.size(); ++i) {
        const int place = placeOf(from, i, *m_to);
        m_place.push_back(place);
        if (place >= 0)
            m_origin[size_t(place)] = int(i);
    }
    const bool typed = from.types.size() == from.names.size();
    m_trivial = from.names.size() == qsizetype(m_to->columns.size());
    for (int i = 0; i < int(m_origin.size()); ++i) {
        const int origin = m_origin[size_t(i)];
        if (origin < 0 || (typed && from.types[origin] != m_to->columns[size_t(i)].declared))
            m_fresh.push_back(i);
        m_trivial = m_trivial && origin == i;
    }
    m_trivial = m_trivial && m_fresh.empty();
}

// The value by which a row is found, taken from what was read of it; nothing when it cannot be told.
static std::optional<QByteArray> keyValue(const RowBasis &basis, int origin, size_t at)
{
    if (origin < 0 || size_t(origin) >= basis.values.size() || !basis.values[size_t(origin)])
        return std::nullopt;
    const QByteArray &value = *basis.values[size_t(origin)];
    if (!basis.cut[size_t(origin)])
        return value;
    if (at < basis.identity.key.size() && basis.identity.key[at] && basis.identity.key[at]->startsWith(value))
        return basis.identity.key[at];
    return std::nullopt;
}

std::optional<RowBasis> Remapping::remapped(const RowBasis &basis) const
{
    if (m_to->identification == Identification::Values)
        return std::nullopt; // found by all that was read, and that was another row
    RowBasis out{.identity = basis.identity};
    if (m_to->identification == Identification::Physical && basis.identity.ctid.isEmpty())
        return std::nullopt;
    if (m_to->identification == Identification::Key) {
        out.identity = {};
        for (size_t i = 0; i < m_to->key.size(); ++i) {
            auto value = keyValue(basis, m_origin[size_t(m_to->key[i])], i);
            if (!value)
                return std::nullopt;
            out.identity.key.push_back(std::move(value));
        }
    } else {
        out.identity.key.clear();
    }
    for (size_t i = 0; i < m_origin.size(); ++i) {
        const bool known = m_origin[i] >= 0 && std::ranges::find(m_fresh, int(i)) == m_fresh.end();
        out.values.push_back(known ? basis.values[size_t(m_origin[i])] : std::nullopt);
        out.cut.push_back(known && basis.cut[size_t(m_origin[i])]);
    }
    return out;
}

// The same kind of key, of the same columns.
static bool isFoundAlike(const EditTarget &to, const StagedRow &row)
{
    switch (to.identification) {
    case Identification::Key:
        return row.key.startsWith('k') && row.basis.identity.key.size() == to.key.size();
    case Identification::Physical:
        return row.key.startsWith('p');
    case Identification::Values:
        return row.key.startsWith('v');
    }
    return false;
}

static bool keyIsThatOf(const EditTarget &to, const StagedRow &row)
{
    if (to.identification != Identification::Key)
        return true;
    for (size_t i = 0; i < to.key.size(); ++i) {
        if (keyValue(row.basis, to.key[i], i) != row.basis.identity.key[i])
            return false;
    }
    return true;
}

std::optional<StagedRow> Remapping::remapped(const StagedRow &row) const
{
    const bool inserts = row.kind == ChangeKind::Insert;
    if (m_trivial && (inserts || (isFoundAlike(*m_to, row) && keyIsThatOf(*m_to, row))))
        return row;
    StagedRow out{.key = row.key, .kind = row.kind, .order = row.order};
    for (const auto &[column, value] : row.cells) {
        if (const int place = size_t(column) < m_place.size() ? m_place[size_t(column)] : -1; place >= 0)
            out.cells[place] = value;
    }
    if (inserts)
        return out.cells.empty() && !row.cells.empty() ? std::nullopt : std::optional(out);
    auto basis = remapped(row.basis);
    if (!basis || (row.kind == ChangeKind::Update && out.cells.empty()))
        return std::nullopt;
    out.basis = std::move(*basis);
    out.key = rowKeyOf(*m_to, out.basis);
    return out;
}

static QString shown(const CellValue &value)
{
    switch (value.kind()) {
    case CellValue::Kind::Null:
        return u"NULL"_s;
    case CellValue::Kind::Default:
        return u"DEFAULT"_s;
    case CellValue::Kind::Text:
        break;
    }
    return u'"' + decoded(value.bytes()) + u'"';
}

// By its key, else by its first values.
static QString nameOf(const QStringList &names, const std::vector<int> &key, const StagedRow &row)
{
    if (row.kind == ChangeKind::Insert)
        return tr("new row");
    constexpr int mostCharacters = 40;
    std::vector<int> columns = key;
    if (columns.empty()) {
        for (int i = 0; i < int(names.size()) && i < 2; ++i)
            columns.push_back(i);
    }
    QStringList parts;
    for (const int column : columns) {
        if (size_t(column) >= row.basis.values.size())
            continue;
        const auto &value = row.basis.values[size_t(column)];
        QString text = value ? decoded(value->first(qMin(value->size(), qsizetype(mostCharacters) * 4))) : u"NULL"_s;
        if (text.size() > mostCharacters)
            text = text.first(mostCharacters) + u'…';
        parts << names[column] + u" = "_s + text.simplified();
    }
    return parts.join(u", "_s);
}

QString rowName(const EditTarget &target, const StagedRow &row)
{
    QStringList names;
    for (const EditColumn &column : target.columns)
        names << column.name;
    return nameOf(names, target.key, row);
}

QStringList Remapping::lost(const StagedRow &row) const
{
    std::vector<int> key;
    for (const int column : m_to->key) {
        if (m_origin[size_t(column)] >= 0)
            key.push_back(m_origin[size_t(column)]);
    }
    const QString name = nameOf(m_from.names, key, row);
    const bool wasFound = row.kind == ChangeKind::Insert || remapped(row.basis).has_value()
                       || (m_trivial && isFoundAlike(*m_to, row) && keyIsThatOf(*m_to, row));
    QStringList out;
    if (!wasFound && row.kind == ChangeKind::Delete)
        out << tr("%1 is no longer marked for deletion: the row cannot be identified now").arg(name);
    for (const auto &[column, value] : row.cells) {
        const bool gone = size_t(column) >= m_place.size() || m_place[size_t(column)] < 0;
        const QString columnName = column < m_from.names.size() ? m_from.names[column] : QString::number(column + 1);
        if (gone)
            out << tr("%1 of %2 was dropped, because the column no longer exists: %3")
                       .arg(columnName, name, shown(value));
        else if (!wasFound)
            out << tr("%1 of %2 was dropped, because the row cannot be identified now: %3")
                       .arg(columnName, name, shown(value));
    }
    return out;
}

// Fills in the columns that nobody has read yet.
static Result<std::map<RowKey, RowBasis>> readFresh(
    connection::Session &session, const EditTarget &target, std::vector<StagedRow> &rows, const std::vector<int> &fresh)
{
    std::vector<connection::Statement> statements;
    std::vector<StagedRow *> about;
    for (StagedRow &row : rows) {
        if (row.kind == ChangeKind::Insert)
            continue;
        if (auto statement = currentRowStatement(target, row.basis)) {
            statements.push_back(std::move(*statement));
            about.push_back(&row);
        }
    }
    std::map<RowKey, RowBasis> bases;
    if (statements.empty())
        return bases;
    const auto answer = session.pipeline(std::move(statements)).result();
    if (const Error *error = failureOf(answer))
        return fail(*error);
    for (size_t i = 0; i < about.size(); ++i) {
        const connection::RowBatch &found = answer->answers[i].rows;
        if (found.rowCount() != 1)
            continue;
        const RowBasis now = basisIn(target, found, 0);
        for (const int column : fresh) {
            about[i]->basis.values[size_t(column)] = now.values[size_t(column)];
            about[i]->basis.cut[size_t(column)] = now.cut[size_t(column)];
        }
        bases[about[i]->key] = about[i]->basis;
    }
    return bases;
}

Result<CheckedRows> checkRows(
    connection::Session &session, const EditTarget &target, std::vector<StagedRow> rows, const std::vector<int> &fresh)
{
    CheckedRows checked;
    if (!fresh.empty()) {
        ASSIGN_OR_RETURN(auto bases, readFresh(session, target, rows, fresh));
        checked.bases = std::move(bases);
    }
    ASSIGN_OR_RETURN(auto problems, findConflicts(session, target, rows));
    checked.problems = std::move(problems);
    return checked;
}

} // namespace howdah::data
