// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/identifier.h"
#include "migration/rehearse/rehearsalstate.h"
#include "migration/source/tr.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using catalog::Oid;
using catalog::SequencePlace;

namespace {

// Rows of the second that have no equal in the first; -1: they are too many to be compared one by one.
qint64 extraRows(const TableDigest &from, const TableDigest &to)
{
    if (qint64(from.hashes.size()) != from.rows || qint64(to.hashes.size()) != to.rows)
        return -1;
    std::vector<qint64> extra;
    std::ranges::set_difference(to.hashes, from.hashes, std::back_inserter(extra));
    return qint64(extra.size());
}

QString placeText(const SequencePlace &place)
{
    return place.called ? tr("sequence %1.%2 at %3").arg(place.schema, place.name).arg(place.last)
                        : tr("sequence %1.%2, %3 is next").arg(place.schema, place.name).arg(place.last);
}

// One comparison of a state with that of before.
class Comparison final
{
public:
    Comparison(const ScratchState &before, const ScratchState &up, const ScratchState &after)
        : m_before(before)
        , m_up(up)
        , m_after(after)
    {
        m_check.difference = catalog::compare(before.facts, after.facts);
    }

    RestoreCheck run()
    {
        for (auto it = m_after.tables.begin(); it != m_after.tables.end(); ++it) {
            if (m_before.catalog->relation(it.key())) // a table too many is told by its facts
                compareTable(it.key(), it.value());
        }
        for (auto it = m_before.sequences.begin(); it != m_before.sequences.end(); ++it)
            compareSequence(it.key(), it.value());
        for (QStringList *list : {&m_check.difference.missing, &m_check.difference.added, &m_check.notes})
            std::ranges::sort(*list);
        return std::move(m_check);
    }

private:
    void compareTable(Oid oid, const TableDigest &now)
    {
        TableDigest before = m_before.tables.value(oid);
        if (const qint64 more = now.rows - before.rows; more > 0) {
            m_check.difference.added << tr("rows of %1.%2: %3 more than before").arg(now.schema, now.name).arg(more);
            return;
        }
        const qint64 extra = extraRows(before, now);
        const bool lostColumns = hasLostColumns(oid);
        // Fewer rows that are all of before are a loss. Without a list of them nothing more is known.
        if (now.digest == before.digest || (!lostColumns && extra == 0)
            || (now.rows < before.rows && (lostColumns || extra < 0)))
            return;
        const QStringList columns = changedColumns(oid, before, now);
        if (columns.isEmpty() && lostColumns)
            return; // that is told as a loss
        const QString what = tr("values of %1.%2").arg(now.schema, now.name)
                           + (columns.isEmpty() ? QString() : u" (%1)"_s.arg(columns.join(u", "_s)));
        m_check.difference.missing << (extra > 0 && !lostColumns ? tr("%1 in %2 rows").arg(what).arg(extra) : what);
    }

    [[nodiscard]] bool hasLostColumns(Oid oid) const
    {
        return std::ranges::any_of(m_before.catalog->columnsOf(oid), [&](const catalog::Column &column) {
            return !m_after.catalog->column(oid, column.number);
        });
    }

    [[nodiscard]] QStringList changedColumns(Oid oid, const TableDigest &before, const TableDigest &now) const
    {
        QStringList names;
        for (const catalog::Column &column : m_before.catalog->columnsOf(oid)) {
            if (now.columns.contains(column.number) && now.columns[column.number] != before.columns[column.number])
                names << column.name;
        }
        return names;
    }

    // By number, and what was created again by its name, unless the column that it belongs to is told as lost.
    void compareSequence(Oid oid, const SequencePlace &before)
    {
        auto now = m_after.sequences.constFind(oid);
        if (now == m_after.sequences.cend()) {
            const catalog::Sequence *known = m_before.catalog->sequence(oid);
            if (known && known->ownerRelation != 0
                && !m_after.catalog->column(known->ownerRelation, known->ownerColumn))
                return;
            now = std::ranges::find_if(m_after.sequences, [&before](const SequencePlace &place) {
                return place.schema == before.schema && place.name == before.name;
            });
        }
        if (now == m_after.sequences.cend() || (now->last == before.last && now->called == before.called))
            return;
        if (gaveNumbersToRows(oid, before, *now)) {
            m_check.notes << tr("The sequence %1.%2 gave values to rows inserted by up, which no rollback undoes: it "
                                "is now at %3")
                                 .arg(before.schema, before.name)
                                 .arg(now->last);
            return;
        }
        m_check.difference.missing << placeText(before);
        m_check.difference.added << placeText(*now);
    }

    // It went on by no more steps than there are rows that up inserted where it gives the numbers.
    [[nodiscard]] bool gaveNumbersToRows(Oid oid, const SequencePlace &before, const SequencePlace &now) const
    {
        const catalog::Sequence *sequence = m_up.catalog->sequence(oid);
        if (!sequence || sequence->increment == 0 || !now.called)
            return false;
        const qint64 steps = (now.last - before.last) / sequence->increment + (before.called ? 0 : 1);
        if (steps <= 0)
            return false;
        qint64 rows = 0;
        for (auto it = m_up.tables.begin(); it != m_up.tables.end(); ++it) {
            if (!takesNumbers(it.key(), *sequence, before))
                continue;
            const TableDigest was = m_before.tables.value(it.key());
            const qint64 extra = extraRows(was, it.value());
            rows += extra < 0 ? qMax<qint64>(0, it->rows - was.rows) : extra;
        }
        return steps <= rows;
    }

    [[nodiscard]] bool takesNumbers(Oid table, const catalog::Sequence &sequence, const SequencePlace &place) const
    {
        if (sequence.ownerRelation == table)
            return true;
        const QString name = u"'%1'"_s.arg(catalog::qualifiedName(place.schema, place.name));
        return std::ranges::any_of(m_up.catalog->columnsOf(table), [&name](const catalog::Column &column) {
            return column.expression.contains("nextval("_L1) && column.expression.contains(name);
        });
    }

    const ScratchState &m_before;
    const ScratchState &m_up;
    const ScratchState &m_after;
    RestoreCheck m_check;
};

} // namespace

RestoreCheck checkRestored(const ScratchState &before, const ScratchState &up, const ScratchState &after)
{
    return Comparison(before, up, after).run();
}

catalog::Difference compareRuns(const ScratchState &first, const ScratchState &second)
{
    catalog::Difference difference = catalog::compare(first.facts, second.facts);
    // Their numbers are their names, and most are given by the server.
    const auto isNumbered = [](const QString &fact) {
        return std::ranges::any_of(
            QStringList{
                u"large object "_s, u"owner of large object "_s, u"privileges on large object "_s,
                u"comment on large object "_s},
            [&fact](const QString &beginning) { return fact.startsWith(beginning); });
    };
    difference.missing.removeIf(isNumbered);
    difference.added.removeIf(isNumbered);
    return difference;
}

} // namespace howdah::migration
