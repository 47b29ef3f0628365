// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/compare/differences.h"

#include "base/propagate.h"
#include "query/compare/comparedvalue.h"
#include "query/tr.h"

#include <QIODevice>

#include <algorithm>

namespace howdah::query {

using Values = std::vector<std::optional<QByteArray>>;

static Result<Values> valuesOf(const CompareSide &side, const CompareWish &wish, int ColumnPair::*at, quint32 row)
{
    if (row == ComparedRow::None)
        return Values{};
    ASSIGN_OR_RETURN(const ResultStore::Rows rows, side.rows->at(row));
    Values values;
    for (const ColumnPair &pair : wish.columns)
        values.push_back(rows.batch->value(qint64(row) - rows.first, pair.*at));
    return values;
}

static Result<std::vector<bool>>
differencesOf(const CompareSide &left, const CompareSide &right, const CompareWish &wish, const ComparedRow &row)
{
    if (!row.isChanged())
        return std::vector<bool>(wish.columns.size(), false);
    ASSIGN_OR_RETURN(const ResultStore::Rows one, left.rows->at(row.left));
    ASSIGN_OR_RETURN(const ResultStore::Rows other, right.rows->at(row.right));
    return differingColumns(
        wish, left.columns, *one.batch, qint64(row.left) - one.first, right.columns, *other.batch,
        qint64(row.right) - other.first);
}

Result<std::vector<ComparedLine>>
linesOf(const CompareSide &left, const CompareSide &right, const CompareWish &wish, std::span<const ComparedRow> rows)
{
    std::vector<ComparedLine> lines;
    for (const ComparedRow &row : rows) {
        ComparedLine line{.row = row, .left = {}, .right = {}, .differs = {}};
        ASSIGN_OR_RETURN(line.left, valuesOf(left, wish, &ColumnPair::left, row.left));
        ASSIGN_OR_RETURN(line.right, valuesOf(right, wish, &ColumnPair::right, row.right));
        ASSIGN_OR_RETURN(line.differs, differencesOf(left, right, wish, row));
        lines.push_back(std::move(line));
    }
    return lines;
}

QString changeWord(const ComparedRow &row)
{
    if (row.isAdded())
        return tr("added");
    if (row.isRemoved())
        return tr("removed");
    return row.isSame ? tr("same") : tr("changed");
}

// ---- as a file

namespace {

class Writer final
{
public:
    Writer(QIODevice &to, DifferenceForm form)
        : m_to(to)
        , m_separator(form == DifferenceForm::Csv ? ',' : '\t')
    {
    }
    void field(const std::optional<QByteArray> &value)
    {
        if (!std::exchange(m_isFirst, false))
            m_line += m_separator;
        if (!value)
            return;
        const bool isQuoted = value->isEmpty() || value->contains(m_separator) || value->contains('"')
                           || value->contains('\n') || value->contains('\r');
        if (!isQuoted) {
            m_line += *value;
            return;
        }
        QByteArray text = *value;
        text.replace('"', "\"\"");
        m_line += '"' + text + '"';
    }
    Result<void> end()
    {
        m_line += '\n';
        if (m_to.write(m_line) != m_line.size())
            return fail(ErrorKind::Io, tr("The differences cannot be written: %1").arg(m_to.errorString()));
        m_line.clear();
        m_isFirst = true;
        return {};
    }

private:
    QIODevice &m_to;
    char m_separator;
    QByteArray m_line;
    bool m_isFirst = true;
};

bool isKey(const CompareWish &wish, size_t column)
{
    return wish.key.empty() || std::ranges::find(wish.key, int(column)) != wish.key.end();
}

Result<void> writeHead(Writer &writer, const CompareSide &left, const CompareSide &right, const CompareWish &wish)
{
    writer.field(tr("change").toUtf8());
    for (size_t at = 0; at < wish.columns.size(); ++at) {
        const QString name = left.columns[size_t(wish.columns[at].left)].shape.name;
        if (isKey(wish, at)) {
            writer.field(name.toUtf8());
            continue;
        }
        writer.field(tr("%1 (%2)").arg(name, left.title).toUtf8());
        writer.field(tr("%1 (%2)").arg(name, right.title).toUtf8());
    }
    return writer.end();
}

Result<void> writeLine(Writer &writer, const CompareWish &wish, const ComparedLine &line)
{
    const auto valueOf = [](const Values &values, size_t at) { return values.empty() ? std::nullopt : values[at]; };
    writer.field(changeWord(line.row).toUtf8());
    for (size_t at = 0; at < wish.columns.size(); ++at) {
        if (isKey(wish, at)) {
            writer.field(valueOf(line.left.empty() ? line.right : line.left, at));
            continue;
        }
        writer.field(valueOf(line.left, at));
        writer.field(valueOf(line.right, at));
    }
    return writer.end();
}

} // namespace

Result<void> writeDifferences(
    QIODevice &to, DifferenceForm form, const CompareSide &left, const CompareSide &right, const CompareWish &wish,
    std::span<const ComparedRow> rows, const std::stop_token &stop)
{
    Writer writer(to, form);
    RETURN_IF_ERROR(writeHead(writer, left, right, wish));
    constexpr size_t AtOnce = 256;
    for (size_t from = 0; from < rows.size(); from += AtOnce) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("The comparison was cancelled"));
        ASSIGN_OR_RETURN(
            const std::vector<ComparedLine> lines,
            linesOf(left, right, wish, rows.subspan(from, std::min(AtOnce, rows.size() - from))));
        for (const ComparedLine &line : lines)
            RETURN_IF_ERROR(writeLine(writer, wish, line));
    }
    return {};
}

} // namespace howdah::query
