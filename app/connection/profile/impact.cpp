// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/impact.h"

#include "base/propagate.h"
#include "base/typedname.h"
#include "connection/session/databasepath.h"
#include "connection/profile/impactsql.h"
#include "connection/session/searchpath.h"
#include "connection/session/unseen.h"
#include "connection/tr.h"
#include "sql/quote.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

using sql::Destruction;
using Kind = Destruction::Kind;

namespace {

constexpr qint64 SmallTable = 10 * 8192; // up to here the planner guesses what it has never seen
constexpr qsizetype MostNamed = 50;

bool isRelation(const Destruction &what)
{
    static const QSet<QString> relations{u"table"_s, u"view"_s,     u"materialized view"_s,
                                         u"index"_s, u"sequence"_s, u"foreign table"_s};
    const bool ofRows = what.kind != Kind::Drop && what.kind != Kind::DropPart;
    return ofRows || relations.contains(what.object);
}

// ---- plans

// The rows that a change of `relation` would meet, or that a SELECT would read. Nothing when the plan says none.
std::optional<qint64> plannedRows(const QJsonValue &node, const QString &relation)
{
    if (node["Node Type"_L1] == "ModifyTable"_L1 && node["Relation Name"_L1] == relation) {
        qint64 rows = 0;
        for (const QJsonValue child : node["Plans"_L1].toArray()) {
            const QString how = child["Parent Relationship"_L1].toString();
            if (how == "Outer"_L1 || how == "Member"_L1)
                rows += child["Plan Rows"_L1].toInteger();
        }
        return rows;
    }
    for (const QJsonValue child : node["Plans"_L1].toArray()) {
        if (const auto rows = plannedRows(child, relation))
            return rows;
    }
    return {};
}

class Finder final
{
public:
    Finder(Session &session, const QString &schema, const std::vector<Destruction> &all)
        : m_session(session)
        , m_schema(schema)
        , m_unseen(
              [this](const QString &sql, std::vector<std::optional<QByteArray>> parameters) {
                  return ask(sql, std::move(parameters));
              },
              definedBy(all), UnseenEffects::Judging::Destruction)
    {
    }

    Result<void> readPath()
    {
        ASSIGN_OR_RETURN(auto path, readDatabasePath(m_session));
        m_path.schemas = std::move(path);
        ASSIGN_OR_RETURN(const auto user, ask(u"SELECT current_user"_s));
        m_user = user.text(0, 0);
        return {};
    }

    // Nothing when it is not there, or known to be harmless.
    Result<std::vector<Impact>> find(const Destruction &what)
    {
        Impact found{.what = what, .schema = what.schema, .name = what.name};
        if (what.kind == Kind::Define || what.kind == Kind::Opaque)
            return std::vector<Impact>();
        if (what.kind == Kind::Block || (what.kind == Kind::Unsure && what.name == what.object))
            return std::vector{found};
        if (what.kind == Kind::Call)
            return asList(findFunction(found));
        if (what.kind == Kind::DropPart || what.kind == Kind::Retype || isRelation(what))
            return findRelations(what);
        return asList(findByName(found));
    }

private:
    static QStringList definedBy(const std::vector<Destruction> &all)
    {
        QStringList names;
        for (const Destruction &one : all) {
            if (one.kind == Kind::Define)
                names << one.name;
        }
        return names;
    }

    static Result<std::vector<Impact>> asList(Result<std::optional<Impact>> found)
    {
        if (!found)
            return fail(found.error());
        std::vector<Impact> list;
        if (std::optional<Impact> &one = *found)
            list.push_back(std::move(*one));
        return list;
    }

    // In a transaction that changes nothing and waits for nobody; the answer to the statement. `path`: that of the
    // script, for what is its text.
    Result<RowBatch>
    ask(const QString &sql, std::vector<std::optional<QByteArray>> parameters = {}, const QString &path = {})
    {
        std::vector<Statement> statements{
            {u"BEGIN READ ONLY"_s, {}},
            {u"SELECT pg_catalog.set_config('lock_timeout', '2s', true), pg_catalog.set_config('statement_timeout', "
             u"'5s', "
             "true)"_s,
             {}}};
        if (!path.isEmpty())
            statements.push_back({u"SELECT pg_catalog.set_config('search_path', $1, true)"_s, {path.toUtf8()}});
        statements.push_back({sql, std::move(parameters)});
        statements.push_back({u"COMMIT"_s, {}});
        const std::size_t place = statements.size() - 2;
        ASSIGN_OR_RETURN(PipelineAnswer answer, m_session.pipeline(std::move(statements)).result());
        if (answer.error)
            return fail(*answer.error);
        return std::move(answer.answers[place].rows);
    }

    // The schemas in which a name without one is looked for.
    [[nodiscard]] SearchPath pathOf(const Destruction &what) const
    {
        SearchPath path = what.path ? SearchPath::of(*what.path) : m_path;
        if (!what.path && !m_schema.isEmpty())
            path.schemas.prepend(m_schema);
        return path.forUser(m_user);
    }

    Result<RowBatch> relations(const Destruction &what)
    {
        const SearchPath path =
            what.schema.isEmpty() ? pathOf(what) : SearchPath{.schemas = {what.schema}, .any = false};
        auto found = ask(QString(RelationSql), {what.name.toUtf8(), path.json(), path.any ? "true" : "false"});
        // A session of our own does not know all of the database's path (postgresql.conf): what is not on it, as far as
        // it knows, may be it all the same.
        const bool unsure = what.schema.isEmpty() && !what.path && m_session.options().names == Names::OfPostgres;
        if (found && found->rowCount() == 0 && unsure)
            found = ask(QString(RelationSql), {what.name.toUtf8(), path.json(), "true"});
        return found;
    }

    Result<std::vector<Impact>> findRelations(const Destruction &what)
    {
        ASSIGN_OR_RETURN(const RowBatch rows, relations(what));
        std::vector<Impact> all;
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            Impact found{.what = what, .schema = rows.text(row, 1), .name = rows.text(row, 2)};
            found.oid = quint32(rows.integer(row, 0));
            const bool part = what.kind == Kind::DropPart || what.kind == Kind::Retype;
            ASSIGN_OR_RETURN(auto one, part ? findPart(found, rows, row) : findRelation(found, rows, row));
            if (one)
                all.push_back(std::move(*one));
        }
        return all;
    }

    Result<std::optional<Impact>> findRelation(Impact &found, const RowBatch &rows, qsizetype row)
    {
        ASSIGN_OR_RETURN(const auto unseen, m_unseen.of(found.what, found.oid));
        found.unseen = unseen;
        const bool byOthers = found.what.kind == Kind::Insert || found.what.kind == Kind::Read;
        if (byOthers && found.unseen.isEmpty())
            return std::nullopt;
        if (rows.boolean(row, 3) && !byOthers) {
            const bool leavesMost = countRows(found, rows, row);
            if (found.what.conditional && leavesMost && found.unseen.isEmpty())
                return std::nullopt;
        }
        RETURN_IF_ERROR(readAlong(found, u"pg_catalog.pg_class"_s, 0));
        return found;
    }

    // Whether, as far as the planner knows, a change with a condition leaves a good part of the rows as they are.
    static bool leaves(std::optional<qint64> met, std::optional<qint64> all)
    {
        return met && all && (*met <= 1 || *met * 10 < *all * 9);
    }

    // Whether the condition of the change leaves a good part of them.
    bool countRows(Impact &found, const RowBatch &relation, qsizetype row)
    {
        const QString name = sql::quoteQualified(found.schema, found.name);
        const qint64 size = relation.integer(row, 4);
        const bool foreign = relation.boolean(row, 7);
        if (size == 0 && !foreign) {
            found.rows = 0;
            found.exact = true;
            return true;
        }
        const bool never = relation.boolean(row, 5);
        if (never && size <= SmallTable && !foreign) {
            if (const auto count = ask(u"SELECT pg_catalog.count(*) FROM "_s + name)) {
                found.rows = count->integer(0, 0);
                found.exact = true;
                if (!found.what.conditional)
                    return false;
            }
        }
        if (!found.exact)
            found.rows = planned(u"SELECT FROM "_s + name, {}, {});
        if (!found.rows && !never)
            found.rows = relation.integer(row, 6);
        if (found.what.statement.isEmpty() || found.what.kind == Kind::Retype)
            return false;
        // Each row goes once, however often a join meets it.
        const auto met = planned(found.what.statement, found.name, pathOf(found.what).setting());
        const bool stays = leaves(met, found.rows);
        if (met && !found.exact)
            found.rows = found.rows ? std::min(*found.rows, *met) : *met;
        return stays;
    }

    // EXPLAIN runs nothing. What the server refuses to explain (it is made by a statement before, say) stays unknown.
    std::optional<qint64> planned(const QString &statement, const QString &changed, const QString &path)
    {
        const auto plan = ask(u"EXPLAIN (FORMAT JSON) "_s + statement, {}, path);
        if (!plan || plan->rowCount() == 0)
            return {};
        const QJsonValue root = QJsonDocument::fromJson(plan->bytes(0, 0).toByteArray()).array().first()["Plan"_L1];
        return changed.isEmpty() ? root["Plan Rows"_L1].toInteger() : plannedRows(root, changed);
    }

    Result<std::optional<Impact>> findPart(Impact &found, const RowBatch &table, qsizetype row)
    {
        const QByteArray oid = QByteArray::number(found.oid);
        ASSIGN_OR_RETURN(const auto part, ask(lookupSql(found.what.object), {found.what.part.toUtf8(), oid}));
        if (part.rowCount() == 0)
            return std::nullopt;
        if (found.what.kind == Kind::Retype && keepsValues(part.text(0, 4), found.what.statement))
            return std::nullopt;
        found.oid = quint32(part.integer(0, 1));
        if (found.what.object != "column"_L1)
            return found;
        countRows(found, table, row);
        RETURN_IF_ERROR(readAlong(found, u"pg_catalog.pg_class"_s, int(part.integer(0, 3))));
        return found;
    }

    Result<std::optional<Impact>> findByName(Impact &found)
    {
        const QString lookup = lookupSql(found.what.object);
        if (lookup.isEmpty())
            return found; // of these nobody has many: it is asked for whether it is there or not
        ASSIGN_OR_RETURN(const auto rows, ask(lookup + u" ORDER BY 2"_s, lookupValues(lookup, found.what)));
        // A role may be made by the same text, and be given what is there.
        if (rows.rowCount() == 0)
            return found.what.object == "owned by"_L1 ? std::optional(found) : std::nullopt;
        found.oid = quint32(rows.integer(0, 1));
        found.schema = rows.text(0, 2);
        RETURN_IF_ERROR(readAlong(found, QString::fromUtf8(rows.bytes(0, 0)), 0));
        return found;
    }

    static std::vector<std::optional<QByteArray>> lookupValues(const QString &lookup, const Destruction &what)
    {
        if (lookup.contains("$2"_L1))
            return {what.name.toUtf8(), what.schema.toUtf8()};
        return {what.name.toUtf8()};
    }

    // `objectClass`: the catalog that it stands in, by name or oid.
    Result<void> readAlong(Impact &found, const QString &objectClass, int column)
    {
        const Kind kind = found.what.kind;
        const QByteArray oid = QByteArray::number(found.oid);
        const bool drops = kind == Kind::Drop || kind == Kind::DropPart;
        const bool byRows = kind == Kind::Truncate || kind == Kind::Delete || kind == Kind::Merge;
        if (!(drops || byRows) || !(found.what.cascade || kind == Kind::Delete || kind == Kind::Merge))
            return {};
        ASSIGN_OR_RETURN(
            const auto rows, drops ? dropped(objectClass, oid, column)
                                   : ask(QString(ReferringSql), {oid, kind == Kind::Truncate ? "truncate" : "delete"}));
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            if (row >= MostNamed) {
                ++found.furtherAlong;
                continue;
            }
            found.along.push_back(
                {rows.text(row, 0), rows.isNull(row, 1) ? std::nullopt : std::optional(rows.integer(row, 1))});
        }
        return {};
    }

    Result<RowBatch> dropped(const QString &objectClass, const QByteArray &oid, int column)
    {
        QString sql = DroppedSql;
        const bool named = objectClass.startsWith("pg_catalog."_L1);
        if (named)
            sql.replace(u"$1::pg_catalog.oid"_s, u"$1::pg_catalog.regclass::pg_catalog.oid"_s);
        return ask(sql, {objectClass.toUtf8(), oid, QByteArray::number(column)});
    }

    Result<std::optional<Impact>> findFunction(Impact &found)
    {
        if (found.what.schema == "pg_catalog"_L1 && !destroysByItself(found.name))
            return std::nullopt;
        ASSIGN_OR_RETURN(const auto rows, ask(QString(FunctionSql), {found.name.toUtf8(), found.what.schema.toUtf8()}));
        bool harmless = rows.rowCount() > 0; // what is not there yet is made by the same text
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            const bool own = rows.text(row, 1) == "pg_catalog"_L1;
            if (own ? !destroysByItself(found.name)
                    : (rows.boolean(row, 2) || harmlessExtensions().contains(rows.text(row, 3))))
                continue;
            harmless = false;
            found.oid = quint32(rows.integer(row, 0));
            found.schema = rows.text(row, 1);
        }
        if (harmless)
            return std::nullopt;
        return found;
    }

    Session &m_session;
    QString m_schema;
    QString m_user;
    SearchPath m_path;
    UnseenEffects m_unseen;
};

QString rowsWord(qint64 rows, bool exact)
{
    const QString count = (rows == 1 ? tr("%1 row") : tr("%1 rows")).arg(QLocale(QLocale::English).toString(rows));
    return exact ? count : tr("about %1").arg(count);
}

QString commandOf(const Destruction &what)
{
    switch (what.kind) {
    case Kind::Drop:
    case Kind::DropPart:
        return u"DROP "_s + what.object.toUpper();
    case Kind::Truncate:
        return u"TRUNCATE"_s;
    case Kind::Delete:
        return u"DELETE"_s;
    case Kind::Update:
        return u"UPDATE"_s;
    case Kind::Merge:
        return u"MERGE"_s;
    case Kind::Retype:
        return u"ALTER COLUMN TYPE"_s;
    case Kind::Insert:
        return u"INSERT"_s;
    case Kind::Read:
        return tr("reading");
    case Kind::Call:
        return tr("call of");
    case Kind::Block:
    case Kind::Unsure:
    case Kind::Define:
    case Kind::Opaque:
        return what.object == what.name ? QString() : what.object;
    }
    return {};
}

bool isSame(const Impact &one, const Impact &other)
{
    return one.what.kind == other.what.kind && one.oid == other.oid && one.schema == other.schema
        && one.name == other.name && one.what.part == other.what.part;
}

// Estimates sway, and rows come and go: only what nobody meant counts.
bool isFarMore(std::optional<qint64> now, std::optional<qint64> before)
{
    constexpr qint64 Slack = 100;
    return now && *now > Slack && (!before || *now / 2 > *before);
}

qint64 alongRows(const Impact &one)
{
    qint64 sum = 0;
    for (const CarriedAlong &along : one.along)
        sum += along.rows.value_or(0);
    return sum;
}

} // namespace

QString Impact::typed() const { return what.part.isEmpty() ? name : name + u'.' + what.part; }

Result<std::vector<Impact>>
findImpact(Session &session, const std::vector<Destruction> &destructions, const QString &schema)
{
    if (destructions.empty())
        return std::vector<Impact>();
    Finder finder(session, schema, destructions);
    RETURN_IF_ERROR(finder.readPath());
    std::vector<Impact> all;
    for (const Destruction &one : destructions) {
        ASSIGN_OR_RETURN(auto found, finder.find(one));
        for (Impact &thing : found) {
            if (std::ranges::none_of(all, [&](const Impact &known) { return isSame(known, thing); }))
                all.push_back(std::move(thing));
        }
    }
    return all;
}

QStringList namesToType(const std::vector<Impact> &impact, const QString &database)
{
    // The same thing may go in more ways than one.
    std::vector<std::pair<QString, QString>> things; // schema, name
    for (const Impact &one : impact) {
        if (const std::pair thing{one.schema, one.typed()}; std::ranges::find(things, thing) == things.end())
            things.push_back(thing);
    }
    if (things.size() > MostTyped)
        return {database};
    QStringList names;
    for (const auto &[schema, name] : things) {
        const auto called = std::ranges::count_if(things, [&name](const auto &other) { return other.second == name; });
        names << (called > 1 && !schema.isEmpty() ? schema + u'.' + name : name);
    }
    return names;
}

Result<void> stillAsAgreed(const std::vector<Impact> &agreed, const std::vector<Impact> &now)
{
    const auto changed = [](const QString &why) {
        return fail(
            ErrorKind::Conflict, tr("Nothing was run: %1 since you confirmed").arg(why),
            tr("Review what would be lost now, and confirm again."));
    };
    for (const Impact &one : now) {
        const auto before = std::ranges::find_if(agreed, [&](const Impact &other) { return isSame(other, one); });
        const QString name = typableName(one.typed());
        if (before == agreed.end())
            return changed(tr("%1 is new, or is a different object").arg(name));
        if (isFarMore(one.rows, before->rows))
            return changed(tr("%1 has many more rows (%2)").arg(name, rowsWord(one.rows.value_or(0), one.exact)));
        if (one.unseen != before->unseen)
            return changed(tr("different code runs when %1 changes").arg(name));
        if (one.along.size() > before->along.size() || one.furtherAlong > before->furtherAlong
            || isFarMore(alongRows(one), alongRows(*before)))
            return changed(tr("more is lost with %1").arg(name));
    }
    for (const Impact &one : agreed) {
        if (std::ranges::none_of(now, [&](const Impact &other) { return isSame(other, one); }))
            return changed(tr("%1 no longer exists, or was renamed").arg(typableName(one.typed())));
    }
    return {};
}

QString describe(const Impact &impact)
{
    const QString typed = typableName(impact.typed());
    const QString name = impact.schema.isEmpty() ? typed : typableName(impact.schema) + u'.' + typed;
    QString text = (commandOf(impact.what) + u' ' + name).trimmed();
    if (impact.rows)
        text += u": "_s + rowsWord(*impact.rows, impact.exact);
    else if (impact.what.kind == Kind::Call || impact.what.kind == Kind::Block)
        text += u": "_s + tr("its effects cannot be analysed");
    if (!impact.unseen.isEmpty()) {
        QStringList unseen;
        for (const QString &one : impact.unseen)
            unseen << typableName(one);
        text += u"; "_s + tr("the effects of this cannot be analysed: %1").arg(unseen.join(u", "_s));
    }
    if (impact.along.empty())
        return text;
    QStringList along;
    for (const CarriedAlong &one : impact.along) {
        const QString object = typableName(one.name);
        along << (one.rows ? u"%1 (%2)"_s.arg(object, rowsWord(*one.rows, *one.rows == 0)) : object);
    }
    if (impact.furtherAlong > 0)
        along << tr("%1 more").arg(impact.furtherAlong);
    return text + u"; "_s + tr("also lost: %1").arg(along.join(u", "_s));
}

} // namespace howdah::connection
