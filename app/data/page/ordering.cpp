// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/ordering.h"

#include "data/page/qualified.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

static bool holds(const Ordering &ordering, int column)
{
    return std::ranges::find(ordering.terms, column, &OrderTerm::column) != ordering.terms.end();
}

static void append(
    Ordering &ordering, const RelationShape &shape, int column, Direction direction,
    std::optional<NullPlacement> nulls = {})
{
    if (holds(ordering, column))
        return;
    const NullPlacement usual = direction == Direction::Ascending ? NullPlacement::Last : NullPlacement::First;
    const bool nullable = column >= 0 && !shape.columns[size_t(column)].notNull;
    ordering.terms.push_back({column, direction, nullable ? nulls.value_or(usual) : usual, nullable});
}

static bool canHaveKey(RelationKind kind)
{
    return kind == RelationKind::Table || kind == RelationKind::PartitionedTable
        || kind == RelationKind::MaterializedView;
}

Ordering orderingFor(const RelationShape &shape, const std::vector<SortColumn> &sort)
{
    Ordering ordering;
    const IndexShape *key = canHaveKey(shape.kind) ? keyOf(shape) : nullptr;
    const auto isComplete = [&] {
        return key && std::ranges::all_of(key->columns, [&](int column) { return holds(ordering, column); });
    };
    for (const SortColumn &wanted : sort) {
        const auto column = std::ranges::find(shape.columns, wanted.column, &ColumnShape::name);
        // Once the key is complete, nothing after it can make a difference.
        if (column == shape.columns.end() || !isSortable(*column) || isComplete())
            continue;
        append(ordering, shape, int(column - shape.columns.begin()), wanted.direction, wanted.nulls);
    }
    if (!canHaveKey(shape.kind))
        return ordering;
    // The same direction throughout, so that one comparison of rows (and one index) does.
    const Direction direction = ordering.terms.empty() ? Direction::Ascending : ordering.terms.back().direction;
    if (key) {
        ordering.access = Access::Keyed;
        if (!isComplete()) {
            for (const int column : key->columns)
                append(ordering, shape, column, direction);
        }
        return ordering;
    }
    ordering.access = ordering.terms.empty() ? Access::Physical : Access::Keyed;
    // Partitions and children each count their blocks from zero.
    if (shape.kind == RelationKind::PartitionedTable || shape.hasChildren || ordering.terms.empty())
        append(ordering, shape, tableOidColumn, direction);
    append(ordering, shape, ctidColumn, direction);
    return ordering;
}

QString termSql(const RelationShape &shape, const OrderTerm &term)
{
    if (term.column == ctidColumn)
        return sql::quoteQualified(shape.name, u"ctid");
    if (term.column == tableOidColumn)
        return sql::quoteQualified(shape.name, u"tableoid");
    return columnSql(shape, term.column);
}

QString termType(const RelationShape &shape, const OrderTerm &term)
{
    if (term.column == ctidColumn)
        return u"tid"_s;
    return term.column == tableOidColumn ? u"oid"_s : comparisonType(shape.columns[size_t(term.column)]);
}

static bool ascends(const OrderTerm &term, Reading reading)
{
    return (term.direction == Direction::Ascending) == (reading == Reading::Forward);
}

static bool nullsLast(const OrderTerm &term, Reading reading)
{
    return (term.nulls == NullPlacement::Last) == (reading == Reading::Forward);
}

QString orderBySql(const RelationShape &shape, const Ordering &ordering, Reading reading)
{
    QStringList parts;
    for (const OrderTerm &term : ordering.terms) {
        QString part = termSql(shape, term) + (ascends(term, reading) ? u" ASC"_s : u" DESC"_s);
        if (term.nullable)
            part += nullsLast(term, reading) ? u" NULLS LAST"_s : u" NULLS FIRST"_s;
        parts << part;
    }
    return parts.join(u", "_s);
}

std::vector<Segment> segmentsFrom(const Ordering &ordering, const std::optional<StartPoint> &start, Reading reading)
{
    const OrderTerm *lead = ordering.lead();
    if (!lead || !lead->nullable)
        return {Segment::All};
    std::vector<Segment> all{Segment::NotNull, Segment::Null};
    if (!nullsLast(*lead, reading))
        std::ranges::reverse(all);
    if (start && (!start->place.empty() || start->last)) {
        const bool atNull = !start->place.empty() && !start->place.front();
        while (all.front() != (atNull ? Segment::Null : Segment::NotNull))
            all.erase(all.begin());
    }
    return all;
}

namespace {
// A term of the order together with the value to compare it with.
struct Compared
{
    const OrderTerm *term;
    const ColumnShape *shape; // null for columns that every table has
    QString column;
    std::optional<QString> value; // SQL; nullopt is NULL
    bool ascending;
    bool nullsLast;
    bool nullable;

    [[nodiscard]] QString sign(QStringView sign) const
    {
        return shape ? comparisonSql(sign, *shape) : operatorSql(sign);
    }
    [[nodiscard]] QString beyond() const { return sign(ascending ? u">" : u"<"); }
    [[nodiscard]] QString notBefore() const { return sign(ascending ? u">=" : u"<="); }
};
} // namespace

static QString
interpolationSql(const RelationShape &shape, const OrderTerm &term, const Interpolation &between, Parameters &p)
{
    const QString type = termType(shape, term);
    const QString low = p.add(between.low, type);
    if (between.fraction <= 0 || between.low == between.high)
        return low;
    const QString high = p.add(between.high, type);
    const QString fraction = p.add(QByteArray::number(between.fraction, 'g', 17), u"double precision");
    const QString step = u'(' + high + operatorSql(u"-") + low + u')' + operatorSql(u"*") + fraction;
    // Days are whole numbers, everything else has a difference that can be scaled.
    const bool isDate = term.column >= 0 && shape.columns[size_t(term.column)].typeOid == 1082;
    return u'(' + low + operatorSql(u"+") + u'(' + step + (isDate ? u")::integer)"_s : u"))"_s);
}

static std::vector<Compared> comparisons(
    const RelationShape &shape, const Ordering &ordering, Segment segment, const StartPoint &start, Reading reading,
    Parameters &parameters)
{
    std::vector<Compared> out;
    const size_t count = start.place.size() + (start.last ? 1 : 0);
    for (size_t i = 0; i < std::min(count, ordering.terms.size()); ++i) {
        const OrderTerm &term = ordering.terms[i];
        // Within its segment the leading column is never NULL, or always.
        if (i == 0 && segment == Segment::Null)
            continue;
        std::optional<QString> value;
        if (i == start.place.size())
            value = interpolationSql(shape, term, *start.last, parameters);
        else if (start.place[i])
            value = parameters.add(*start.place[i], termType(shape, term));
        out.push_back(
            {&term, term.column >= 0 ? &shape.columns[size_t(term.column)] : nullptr, termSql(shape, term), value,
             ascends(term, reading), nullsLast(term, reading), term.nullable && i > 0});
    }
    return out;
}

static QString equalSql(const Compared &c)
{
    return c.value ? c.column + c.sign(u"=") + *c.value : c.column + u" IS NULL"_s;
}

// "" when nothing can come after.
static QString afterSql(const Compared &c)
{
    if (!c.value)
        return c.nullsLast ? QString() : c.column + u" IS NOT NULL"_s;
    const QString after = c.column + c.beyond() + *c.value;
    return c.nullable && c.nullsLast ? u'(' + after + u" OR "_s + c.column + u" IS NULL)"_s : after;
}

static QString rowComparison(const std::vector<Compared> &all, StartPoint::Edge edge)
{
    QStringList columns;
    QStringList values;
    for (const Compared &c : all) {
        columns << c.column;
        values << *c.value;
    }
    const Compared &first = all.front();
    const QString sign = edge == StartPoint::Edge::Inclusive ? first.notBefore() : first.beyond();
    if (all.size() == 1)
        return columns.front() + sign + values.front();
    return u'(' + columns.join(u", "_s) + u')' + sign + u'(' + values.join(u", "_s) + u')';
}

// Row by row: beyond in the first term; or equal there and beyond in the second; and so on.
static QString chain(const std::vector<Compared> &all, StartPoint::Edge edge)
{
    QStringList alternatives;
    QString equal;
    for (const Compared &c : all) {
        const QString after = afterSql(c);
        if (!after.isEmpty())
            alternatives << equal + after;
        equal += equalSql(c) + u" AND "_s;
    }
    if (edge == StartPoint::Edge::Inclusive)
        alternatives << equal.chopped(5);
    return alternatives.isEmpty() ? u"false"_s : u'(' + alternatives.join(u" OR "_s) + u')';
}

QStringList keysetSql(
    const RelationShape &shape, const Ordering &ordering, Segment segment, const std::optional<StartPoint> &start,
    Reading reading, Parameters &parameters)
{
    QStringList conditions;
    if (segment != Segment::All) {
        const QString lead = termSql(shape, ordering.terms.front());
        conditions << lead + (segment == Segment::Null ? u" IS NULL"_s : u" IS NOT NULL"_s);
    }
    if (!start)
        return conditions;
    const std::vector<Compared> all = comparisons(shape, ordering, segment, *start, reading, parameters);
    if (all.empty()) {
        // The start names only the leading NULL: all of this segment comes with it, or none after it.
        if (segment == Segment::Null && !start->place.empty() && start->edge == StartPoint::Edge::Exclusive)
            conditions << u"false"_s;
        return conditions;
    }
    const bool plain = std::ranges::all_of(all, [&](const Compared &c) {
        // One operator for all of them, as far as its name goes.
        return c.value && !c.nullable && c.beyond() == all.front().beyond();
    });
    if (plain) {
        conditions << rowComparison(all, start->edge);
        return conditions;
    }
    // Says again what follows from the chain, in the form that an index can begin from.
    if (const Compared &first = all.front(); first.value && !first.nullable)
        conditions << first.column + first.notBefore() + *first.value;
    conditions << chain(all, start->edge);
    return conditions;
}

} // namespace howdah::data
