// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/value.h"

#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace howdah::data {

std::optional<QByteArray> CellValue::parameter() const
{
    if (!isText())
        return std::nullopt;
    return m_text.isNull() ? QByteArray("") : m_text;
}

QString decoded(QByteArrayView utf8)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::ConvertInitialBom);
    return decoder.decode(utf8);
}

// OIDs of PostgreSQL's own types never change (src/include/catalog/pg_type.dat).
Comparison comparisonOf(quint32 typeOid, char kind, bool deterministicCollation)
{
    if (kind == 'e')
        return Comparison::Exact;
    switch (typeOid) {
    case 16:   // boolean
    case 17:   // bytea
    case 18:   // "char"
    case 20:   // bigint
    case 21:   // smallint
    case 23:   // integer
    case 26:   // oid
    case 774:  // macaddr8
    case 790:  // money
    case 829:  // macaddr
    case 869:  // inet
    case 1082: // date
    case 1083: // time
    case 1114: // timestamp
    case 1184: // timestamptz
    case 1560: // bit
    case 1562: // varbit
    case 2950: // uuid
    case 3220: // pg_lsn
        return Comparison::Exact;
    case 19:   // name
    case 25:   // text
    case 1043: // varchar
        return deterministicCollation ? Comparison::Exact : Comparison::Text;
    default:
        return Comparison::Text;
    }
}

// Whether a cast to text is the output function and nothing else. To a type of somebody's own belongs perhaps a cast of
// his, which runs what he likes; an array of it is such a type, too.
static bool castIsOutput(quint32 typeOid, TypeCategory category)
{
    switch (typeOid) {
    case 17:   // bytea
    case 20:   // bigint
    case 21:   // smallint
    case 23:   // integer
    case 25:   // text
    case 114:  // json
    case 1043: // varchar
    case 1082: // date
    case 1114: // timestamp
    case 1184: // timestamptz
    case 1700: // numeric
    case 2950: // uuid
    case 3802: // jsonb
        return true;
    default:
        return category == TypeCategory::Array && typeOid < FirstOfOthers;
    }
}

static QString formatted(const QString &expression) { return u"pg_catalog.format('%s', "_s + expression + u')'; }

// Of a composite value IS NOT NULL asks for its fields; IS DISTINCT FROM NULL asks for itself.
static QString unlessNull(const QString &expression, const QString &then)
{
    return u"CASE WHEN "_s + expression + u" IS DISTINCT FROM NULL THEN "_s + then + u" END"_s;
}

QString outputSql(const QString &expression, quint32 typeOid, TypeCategory category)
{
    if (castIsOutput(typeOid, category))
        return expression + u"::pg_catalog.text"_s;
    return unlessNull(expression, formatted(expression));
}

QString textSql(const QString &expression, quint32 typeOid, TypeCategory category)
{
    const bool isCast = typeOid < FirstOfOthers || category == TypeCategory::Text;
    return isCast ? expression + u"::pg_catalog.text"_s : outputSql(expression, typeOid, category);
}

QString outputSql(const QString &expression, quint32 typeOid, TypeCategory category, int characters)
{
    const QString length = u", "_s + QString::number(characters) + u')';
    // Cut before it is written out: two characters stand for a byte.
    if (typeOid == 17)
        return u"pg_catalog.left(pg_catalog.substr("_s + expression + u", 1"_s + length + u"::pg_catalog.text"_s
             + length;
    if (castIsOutput(typeOid, category))
        return u"pg_catalog.left("_s + expression + u"::pg_catalog.text"_s + length;
    return unlessNull(expression, u"pg_catalog.left("_s + formatted(expression) + length);
}

} // namespace howdah::data
