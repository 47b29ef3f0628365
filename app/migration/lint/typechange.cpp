// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/typechange.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::Extent;
using Oid = Inventory::Oid;

namespace {

// A type with its modifier as pg_attribute.atttypmod has it; -1: none.
struct Form
{
    Oid type = 0;
    int modifier = -1;
};

constexpr int MostDigits = 6;         // of a second
constexpr int AllDigits = 0xFFFF;     // of an interval: as many as there are
constexpr int AllFields = 0x7FFF;     // of an interval
constexpr unsigned ScaleMask = 0x7FF; // of numeric
constexpr unsigned HeaderSize = 4;    // of what a modifier counts
constexpr Oid DefaultCollation = 100; // pg_collation.oid
constexpr Oid CollationC = 950;
constexpr Oid CollationPosix = 951;

QString lastOf(const QJsonValue &names)
{
    const QJsonArray parts = names.toArray();
    return parts.isEmpty() ? QString() : parts.last()["String"_L1]["sval"_L1].toString();
}

// As each type's typmodin makes it of the numbers in parentheses.
int modifierOf(const QString &type, const QJsonArray &written)
{
    if (written.isEmpty())
        return -1;
    const auto number = [&written](qsizetype i) { return written[i]["A_Const"_L1]["ival"_L1]["ival"_L1].toInt(); };
    if (type == "varchar"_L1 || type == "bpchar"_L1)
        return number(0) + int(HeaderSize);
    if (type == "numeric"_L1)
        return int(((unsigned(number(0)) << 16U) | (unsigned(number(1)) & ScaleMask)) + HeaderSize);
    if (type == "interval"_L1) {
        const int digits = written.size() > 1 ? std::min(number(1), MostDigits) : AllDigits;
        if (number(0) == AllFields && digits == AllDigits)
            return -1;
        return int((unsigned(number(0)) << 16U) | unsigned(digits));
    }
    if (type.startsWith("time"_L1))
        return std::min(number(0), MostDigits);
    return number(0);
}

// The smallest field that an interval of this form keeps: 0 seconds to 5 years.
int leastField(int modifier)
{
    if (modifier < 0)
        return 0;
    const unsigned fields = (unsigned(modifier) >> 16U) & unsigned(AllFields);
    if (fields == unsigned(AllFields))
        return 0;
    // The bits of datetime.h: MONTH 1, YEAR 2, DAY 3, HOUR 10, MINUTE 11, SECOND 12.
    static constexpr std::array<std::pair<unsigned, int>, 6> Bits{{{12, 0}, {11, 1}, {10, 2}, {3, 3}, {1, 4}, {2, 5}}};
    for (const auto &[bit, field] : Bits) {
        if ((fields >> bit) & 1U)
            return field;
    }
    return 0;
}

int intervalDigits(int modifier) { return modifier < 0 ? AllDigits : int(unsigned(modifier) & 0xFFFFU); }

// Is a value of the old modifier always one of the new, so that PostgreSQL does not even look? As the support functions
// of the types' length casts have it; the other types have none.
bool fits(const QString &type, int before, int after)
{
    if (after < 0 || before == after)
        return true;
    if (type == "varchar"_L1 || type == "varbit"_L1)
        return before >= 0 && before <= after;
    if (type == "numeric"_L1) {
        const unsigned first = unsigned(before) - HeaderSize;
        const unsigned second = unsigned(after) - HeaderSize;
        return before >= 0 && (first & ScaleMask) == (second & ScaleMask) && (first >> 16U) <= (second >> 16U);
    }
    if (type == "time"_L1 || type == "timetz"_L1 || type == "timestamp"_L1 || type == "timestamptz"_L1)
        return after == MostDigits || (before >= 0 && before <= after);
    if (type == "interval"_L1)
        return leastField(after) <= leastField(before)
            && (leastField(before) > 0 || intervalDigits(after) >= MostDigits
                || intervalDigits(after) >= intervalDigits(before));
    return false;
}

// Zones that are UTC at all times.
bool isUtc(const QString &zone)
{
    static const QSet<QString> names{u"utc"_s,     u"etc/utc"_s, u"gmt"_s,           u"etc/gmt"_s,  u"uct"_s,
                                     u"etc/uct"_s, u"zulu"_s,    u"etc/zulu"_s,      u"gmt0"_s,     u"etc/gmt0"_s,
                                     u"gmt+0"_s,   u"gmt-0"_s,   u"etc/universal"_s, u"universal"_s};
    return names.contains(zone.toLower());
}

// Follows a value from the column to its new type.
class Conversion final
{
public:
    Conversion(const Inventory &inventory, const QString &schema)
        : m_inventory(inventory)
        , m_schema(schema)
    {
    }

    [[nodiscard]] std::optional<Form> formOf(const QJsonValue &typeName) const
    {
        const Inventory::Type *type = namedType(m_inventory, typeName, m_schema);
        if (!type)
            return {};
        const int modifier = modifierOf(type->name, typeName["typmods"_L1].toArray());
        if (!typeName.toObject().contains("arrayBounds"_L1))
            return Form{type->oid, modifier};
        const auto array = std::ranges::find_if(m_inventory.types, [type](const Inventory::Type &candidate) {
            return candidate.element == type->oid && candidate.name.startsWith(u'_');
        });
        return array == m_inventory.types.end() ? std::nullopt : std::optional(Form{array->oid, modifier});
    }

    // The value that this expression of the column is, as long as it is the same bytes.
    [[nodiscard]] Extent evaluate(const QJsonValue &expression, const Inventory::Column &column, Form &value) const
    {
        if (expression.isUndefined()) {
            value = {column.type, column.modifier};
            return Extent::No;
        }
        if (expression["ColumnRef"_L1].isObject()) {
            value = {column.type, column.modifier};
            return lastOf(expression["ColumnRef"_L1]["fields"_L1]) == column.name ? Extent::No : Extent::Yes;
        }
        const QJsonValue cast = expression["TypeCast"_L1];
        if (!cast.isObject())
            return Extent::Yes;
        const Extent inner = evaluate(cast["arg"_L1], column, value);
        const auto target = formOf(cast["typeName"_L1]);
        if (inner == Extent::Yes || !target)
            return inner == Extent::Yes ? inner : Extent::Perhaps;
        return std::max(inner, convert(value, *target));
    }

    [[nodiscard]] Extent convert(Form &value, const Form &target) const
    {
        if (value.type == target.type) {
            const bool kept = fits(nameOf(value.type), value.modifier, target.modifier);
            value = target;
            return kept ? Extent::No : Extent::Yes;
        }
        if (isDomain(target.type)) {
            if (m_inventory.isConstrained(target.type))
                return Extent::Yes;
            const Form base = baseOf(target);
            const Extent kept = value.type == base.type ? convert(value, base) : convertPlain(value, base);
            value = target;
            return kept;
        }
        return convertPlain(value, target);
    }

    // Of the values in an index: types that sort as one.
    [[nodiscard]] QString sortsAs(const Form &form) const
    {
        const QString name = nameOf(baseOf(form).type);
        if (name == "varchar"_L1)
            return u"text"_s;
        return name == "cidr"_L1 ? u"inet"_s : name;
    }

private:
    // Neither is the other, and the target is no domain.
    [[nodiscard]] Extent convertPlain(Form &value, const Form &target) const
    {
        const Form source = isDomain(value.type) ? Form{baseOf(value).type, -1} : Form{value.type, -1};
        const QString from = nameOf(source.type);
        const QString to = nameOf(target.type);
        const bool shifted =
            (from == "timestamp"_L1 && to == "timestamptz"_L1) || (from == "timestamptz"_L1 && to == "timestamp"_L1);
        const bool same = source.type == target.type || m_inventory.binaryCasts.contains({source.type, target.type})
                       || (shifted && isUtc(m_inventory.timeZone));
        value = target;
        return same && fits(to, -1, target.modifier) ? Extent::No : Extent::Yes;
    }

    [[nodiscard]] bool isDomain(Oid oid) const
    {
        const auto type = m_inventory.types.constFind(oid);
        return type != m_inventory.types.cend() && type->kind == 'd';
    }

    [[nodiscard]] Form baseOf(Form form) const
    {
        for (auto type = m_inventory.types.constFind(form.type); type != m_inventory.types.cend() && type->kind == 'd';
             type = m_inventory.types.constFind(form.type))
            form = {type->base, type->baseModifier};
        return form;
    }

    [[nodiscard]] QString nameOf(Oid oid) const
    {
        const auto type = m_inventory.types.constFind(oid);
        return type == m_inventory.types.cend() || type->schema != "pg_catalog"_L1 ? QString() : type->name;
    }

    const Inventory &m_inventory;
    const QString &m_schema;
};

// The collation that the column gets; nothing where its name does not tell.
std::optional<Oid> newCollation(const Inventory &inventory, const QJsonObject &definition, Oid type)
{
    if (!definition.contains("collClause"_L1)) {
        const auto found = inventory.types.constFind(type);
        return found == inventory.types.cend() ? std::nullopt : std::optional(found->collation);
    }
    const QString name = lastOf(definition["collClause"_L1]["collname"_L1]);
    if (name == "C"_L1)
        return CollationC;
    if (name == "POSIX"_L1)
        return CollationPosix;
    return name == "default"_L1 ? std::optional(DefaultCollation) : std::nullopt;
}

} // namespace

const Inventory::Type *namedType(const Inventory &inventory, const QJsonValue &typeName, const QString &schema)
{
    const QJsonArray names = typeName["names"_L1].toArray();
    const QString before = names.size() > 1 ? names[names.size() - 2]["String"_L1]["sval"_L1].toString() : QString();
    return inventory.type(before, lastOf(names), schema);
}

TypeChange typeChange(
    const Inventory &inventory, const Inventory::Column &column, const QJsonObject &definition, const QString &schema)
{
    const Conversion conversion(inventory, schema);
    const auto target = conversion.formOf(definition["typeName"_L1]);
    if (!target)
        return {};
    Form value;
    Extent rewritten = conversion.evaluate(definition["raw_default"_L1], column, value);
    if (rewritten != Extent::Yes)
        rewritten = std::max(rewritten, conversion.convert(value, *target));
    const QString sorted = conversion.sortsAs({column.type, column.modifier});
    Extent built = !sorted.isEmpty() && sorted == conversion.sortsAs(*target) ? Extent::No : Extent::Yes;
    if (column.type == target->type)
        built = Extent::No;
    const auto collation = newCollation(inventory, definition, target->type);
    if (built == Extent::No && collation != column.collation)
        built = collation ? Extent::Yes : Extent::Perhaps;
    return {rewritten, built};
}

} // namespace howdah::migration
