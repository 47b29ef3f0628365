// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/ddlparts.h"

#include "catalog/identifier.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::catalog {

QString commentDdl(const QString &what, const QString &comment)
{
    return comment.isEmpty() ? QString() : u"COMMENT ON %1 IS %2;\n"_s.arg(what, sql::quoteLiteral(comment).trimmed());
}

QString nameOf(const Relation &relation) { return qualifiedName(relation.schema, relation.name); }

QString sequenceOptions(const Sequence &s)
{
    // What a sequence of that type and direction has anyway goes without saying.
    const bool down = s.increment < 0;
    const bool isSmall = s.type == u"smallint"_s;
    const qint64 most = isSmall ? 32767 : s.type == u"integer"_s ? 2147483647LL : 9223372036854775807LL;
    const qint64 lowest = -most - 1;
    const qint64 minimum = down ? lowest : 1;
    const qint64 maximum = down ? -1 : most;
    QString out;
    if (s.increment != 1)
        out += u" INCREMENT BY %1"_s.arg(s.increment);
    if (s.minimum != minimum)
        out += u" MINVALUE %1"_s.arg(s.minimum);
    if (s.maximum != maximum)
        out += u" MAXVALUE %1"_s.arg(s.maximum);
    if (s.start != (down ? s.maximum : s.minimum))
        out += u" START WITH %1"_s.arg(s.start);
    if (s.cache != 1)
        out += u" CACHE %1"_s.arg(s.cache);
    if (s.cycles)
        out += u" CYCLE"_s;
    return out;
}

QString sequenceDdl(const Relation &relation, const Sequence &s)
{
    QString out =
        relation.persistence == Persistence::Unlogged ? u"CREATE UNLOGGED SEQUENCE "_s : u"CREATE SEQUENCE "_s;
    out += nameOf(relation);
    if (s.type != u"bigint"_s)
        out += u" AS "_s + s.type;
    return out + sequenceOptions(s) + u";\n"_s + commentDdl(u"SEQUENCE "_s + nameOf(relation), relation.comment);
}

QString sequenceOwnerDdl(const Catalog &catalog, const Relation &relation, const Sequence &s)
{
    const Relation *owner = catalog.relation(s.ownerRelation);
    const Column *column = catalog.column(s.ownerRelation, s.ownerColumn);
    if (!owner || !column || s.isIdentity)
        return {};
    return u"ALTER SEQUENCE %1 OWNED BY %2.%3;\n"_s.arg(nameOf(relation), nameOf(*owner), quoteIfNeeded(column->name));
}

} // namespace howdah::catalog
