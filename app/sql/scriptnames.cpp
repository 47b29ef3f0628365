// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/scriptnames.h"

#include "sql/objectname.h"
#include "sql/statementtree.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

using Kind = Destruction::Kind;

namespace {

const QString Relation = u"relation"_s;
const QString Schema = u"schema"_s;

QString groupOfObject(const QString &object)
{
    static const QSet<QString> relations{u"table"_s,    u"view"_s,          u"materialized view"_s, u"index"_s,
                                         u"sequence"_s, u"foreign table"_s, u"relation"_s};
    static const QSet<QString> functions{u"function"_s, u"procedure"_s, u"routine"_s, u"aggregate"_s};
    if (relations.contains(object))
        return Relation;
    if (object == "domain"_L1)
        return u"type"_s;
    return functions.contains(object) ? u"function"_s : object;
}

// Changes rows or the relation itself, so that what hangs on the relation is changed as well.
bool carries(Kind kind)
{
    return kind == Kind::Drop || kind == Kind::DropPart || kind == Kind::Truncate || kind == Kind::Delete
        || kind == Kind::Update || kind == Kind::Merge || kind == Kind::Retype;
}

bool firesTriggers(Kind kind)
{
    return kind == Kind::Truncate || kind == Kind::Delete || kind == Kind::Update || kind == Kind::Merge
        || kind == Kind::Insert;
}

// As SET search_path takes it: 'a, "B c"' of set_config, too.
QStringList pathOf(const QString &text)
{
    QStringList schemas;
    QString name;
    bool quoted = false;
    bool wasQuoted = false;
    const auto finish = [&] {
        const QString one = wasQuoted ? name : name.trimmed().toLower();
        if (!one.isEmpty())
            schemas << one;
        name.clear();
        wasQuoted = false;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'"' && quoted && i + 1 < text.size() && text[i + 1] == u'"') {
            name += c;
            ++i;
        } else if (c == u'"') {
            quoted = !quoted;
            if (quoted)
                name = name.trimmed();
            wasQuoted = true;
        } else if (c == u',' && !quoted) {
            finish();
        } else if (quoted || !wasQuoted) {
            name += c;
        }
    }
    finish();
    return schemas;
}

} // namespace

QString ScriptNames::groupOf(const Destruction &one)
{
    switch (one.kind) {
    case Kind::Drop:
        return groupOfObject(one.object);
    case Kind::Call:
    case Kind::Define:
        return u"function"_s;
    case Kind::Block:
    case Kind::Opaque:
        return {};
    case Kind::Unsure:
        return one.name == one.object ? QString() : Relation;
    case Kind::DropPart:
    case Kind::Truncate:
    case Kind::Delete:
    case Kind::Update:
    case Kind::Merge:
    case Kind::Retype:
    case Kind::Insert:
    case Kind::Read:
        break;
    }
    return Relation;
}

bool ScriptNames::mayBe(const Name &one, const Name &other)
{
    return one.name == other.name && (one.schema == other.schema || one.schema.isEmpty() || other.schema.isEmpty());
}

QString ScriptNames::schemaAtStart(const QString &schema) const
{
    if (schema.isEmpty())
        return schema;
    const auto known = std::ranges::find_if(
        m_renamed, [&schema](const Renamed &one) { return one.group == Schema && one.now.name == schema; });
    return known == m_renamed.end() ? schema : known->start.name;
}

std::vector<ScriptNames::Renamed> ScriptNames::originsOf(const QString &group, const Name &now) const
{
    std::vector<Renamed> origins;
    bool sure = false;
    for (const Renamed &one : m_renamed) {
        if (one.group != group || !mayBe(one.now, now))
            continue;
        origins.push_back(one);
        sure = sure || (one.now == now && (!now.schema.isEmpty() || one.nowPath == m_path));
    }
    if (!sure || m_rolledBack) {
        const Name plain{group == Schema ? now.schema : schemaAtStart(now.schema), now.name};
        origins.push_back({group, plain, now.schema.isEmpty() ? m_path : std::nullopt, now, m_path});
        if (m_rolledBack && plain != now)
            origins.push_back({group, now, std::nullopt, now, m_path});
    }
    return origins;
}

QStringList ScriptNames::partsAtStart(const Name &relation, const QString &object, const QString &now) const
{
    QStringList names;
    for (const Part &part : m_parts) {
        if (part.object == object && part.now == now && mayBe(part.relation, relation))
            names << part.start;
    }
    if (names.isEmpty() || m_rolledBack)
        names << now;
    return names;
}

void ScriptNames::addWhatHangsOn(const Name &relation, const Destruction &said, std::vector<Destruction> &all) const
{
    const auto isIt = [this, &relation](const Name &other) {
        if (mayBe(relation, other))
            return true;
        return std::ranges::any_of(
            originsOf(Relation, relation), [&other](const Renamed &one) { return mayBe(one.start, other); });
    };
    if (firesTriggers(said.kind) && std::ranges::any_of(m_hooked, isIt))
        all.push_back({.kind = Kind::Block, .object = u"trigger"_s, .name = relation.name});
    for (const View &view : m_views) {
        if (!isIt(view.name))
            continue;
        for (Destruction read : view.reads) {
            if (read.kind == Kind::Read && firesTriggers(said.kind)) {
                read.kind = said.kind;
                read.cascade = said.cascade;
                read.conditional = false; // the statement of the view cannot be explained for its table
            }
            all.push_back(std::move(read));
        }
    }
    if (!carries(said.kind))
        return;
    std::vector<Name> seen{relation};
    for (size_t i = 0; i < seen.size(); ++i) {
        for (const Attached &one : m_attached) {
            if (!mayBe(one.parent, seen[i]) || std::ranges::find(seen, one.child) != seen.end())
                continue;
            seen.push_back(one.child);
            Destruction along = said;
            along.schema = one.child.schema;
            along.name = one.child.name;
            along.statement = said.kind == Kind::Retype ? said.statement : QString();
            along.conditional = false;
            all.push_back(std::move(along));
        }
    }
}

void ScriptNames::addOfSchema(const QString &schema, const Destruction &said, std::vector<Destruction> &all) const
{
    for (const Renamed &one : m_renamed) {
        if (one.now.schema != schema)
            continue;
        all.push_back(
            {.object = one.group == Relation ? u"table"_s : one.group,
             .schema = one.start.schema,
             .name = one.start.name,
             .cascade = said.cascade,
             .path = one.path});
    }
}

std::vector<Destruction> ScriptNames::atStart(const Destruction &said) const
{
    const QString group = groupOf(said);
    if (group.isEmpty())
        return {said};
    const Name now{said.schema, said.name};
    std::vector<Destruction> all;
    for (const Renamed &origin : originsOf(group, now)) {
        for (const QString &part :
             said.part.isEmpty() ? QStringList{QString()} : partsAtStart(origin.start, said.object, said.part)) {
            Destruction one = said;
            one.schema = origin.start.schema;
            one.name = origin.start.name;
            one.part = part;
            one.path = origin.path;
            // The server would look for the new names.
            if (one.name != said.name || one.schema != said.schema || one.part != said.part || one.path)
                one.statement = said.kind == Kind::Retype ? said.statement : QString();
            all.push_back(std::move(one));
        }
    }
    if (group == Relation)
        addWhatHangsOn(now, said, all);
    else if (group == Schema && said.kind == Kind::Drop)
        addOfSchema(said.name, said, all);
    return all;
}

// ---- what statements do to names

void ScriptNames::now(const QString &group, const Name &before, const Name &after)
{
    const std::vector<Renamed> origins = originsOf(group, before);
    // Where it is not sure which one is meant, both may be called so now.
    std::erase_if(
        m_renamed, [&](const Renamed &one) { return one.group == group && one.now == before && !m_rolledBack; });
    for (Renamed origin : origins) {
        origin.now = after;
        origin.nowPath = m_path;
        m_renamed.push_back(std::move(origin));
    }
}

void ScriptNames::rename(const QJsonObject &statement)
{
    // IF EXISTS: perhaps nothing was renamed, and the new name is that of another.
    m_rolledBack = m_rolledBack || statement["missing_ok"_L1].toBool();
    const QString type = statement["renameType"_L1].toString();
    const QString newName = statement["newname"_L1].toString();
    const QString object = objectWord(type);
    static const QSet<QString> Parts{
        u"OBJECT_COLUMN"_s, u"OBJECT_TRIGGER"_s, u"OBJECT_POLICY"_s, u"OBJECT_RULE"_s, u"OBJECT_ATTRIBUTE"_s};
    const QJsonValue relation = statement["relation"_L1];
    if (Parts.contains(type)) {
        const Name said{relation["schemaname"_L1].toString(), relation["relname"_L1].toString()};
        const QString old = statement["subname"_L1].toString();
        for (const Renamed &origin : originsOf(Relation, said)) {
            const QStringList starts = partsAtStart(origin.start, object, old);
            std::erase_if(m_parts, [&](const Part &part) {
                return part.object == object && part.now == old && mayBe(part.relation, origin.start) && !m_rolledBack;
            });
            for (const QString &start : starts)
                m_parts.push_back({origin.start, object, start, newName});
        }
        return;
    }
    if (relation.isObject() && statement["subname"_L1].toString().isEmpty()) {
        const Name said{relation["schemaname"_L1].toString(), relation["relname"_L1].toString()};
        now(Relation, said, {said.schema, newName});
        return;
    }
    QStringList parts = objectNameParts(statement["object"_L1]);
    if (parts.isEmpty() && !relation.isObject())
        parts << statement["subname"_L1].toString();
    if (parts.isEmpty() || parts.last().isEmpty())
        return; // a constraint
    Name said{{}, parts.takeLast()};
    if (!parts.isEmpty())
        said.schema = parts.last();
    now(groupOfObject(object), said, {said.schema, newName});
}

void ScriptNames::move(const QJsonObject &statement)
{
    m_rolledBack = m_rolledBack || statement["missing_ok"_L1].toBool();
    const QString target = statement["newschema"_L1].toString();
    const QJsonValue relation = statement["relation"_L1];
    if (relation.isObject()) {
        const Name said{relation["schemaname"_L1].toString(), relation["relname"_L1].toString()};
        now(Relation, said, {target, said.name});
        return;
    }
    QStringList parts = objectNameParts(statement["object"_L1]);
    if (parts.isEmpty())
        return;
    Name said{{}, parts.takeLast()};
    if (!parts.isEmpty())
        said.schema = parts.last();
    now(groupOfObject(objectWord(statement["objectType"_L1].toString())), said, {target, said.name});
}

void ScriptNames::alterTable(const QJsonObject &statement)
{
    const auto nameIn = [](const QJsonValue &relation) {
        return Name{relation["schemaname"_L1].toString(), relation["relname"_L1].toString()};
    };
    const Name self = nameIn(statement["relation"_L1]);
    const auto attach = [this](const Name &parent, const Name &child) {
        for (const Renamed &above : originsOf(Relation, parent)) {
            for (const Renamed &below : originsOf(Relation, child))
                m_attached.push_back({above.start, below.start});
        }
    };
    for (const QJsonValue item : statement["cmds"_L1].toArray()) {
        const QJsonValue command = item["AlterTableCmd"_L1];
        const QString what = command["subtype"_L1].toString();
        if (what == "AT_AttachPartition"_L1)
            attach(self, nameIn(command["def"_L1]["PartitionCmd"_L1]["name"_L1]));
        else if (what == "AT_AddInherit"_L1)
            attach(nameIn(command["def"_L1]["RangeVar"_L1]), self);
        else if (
            what.startsWith("AT_EnableTrig"_L1) || what.startsWith("AT_EnableAlwaysTrig"_L1)
            || what.startsWith("AT_EnableReplicaTrig"_L1) || what.startsWith("AT_EnableRule"_L1)
            || what.startsWith("AT_EnableAlwaysRule"_L1) || what.startsWith("AT_EnableReplicaRule"_L1))
            m_hooked.push_back(self);
    }
}

void ScriptNames::setPath(const QJsonObject &statement)
{
    const QString kind = statement["kind"_L1].toString();
    if (kind == "VAR_RESET_ALL"_L1)
        m_path.reset();
    if (statement["name"_L1] != "search_path"_L1)
        return;
    m_path.reset();
    if (kind != "VAR_SET_VALUE"_L1)
        return;
    QStringList schemas;
    for (const QJsonValue argument : statement["args"_L1].toArray())
        schemas << argument["A_Const"_L1]["sval"_L1]["sval"_L1].toString();
    m_path = schemas;
}

// SELECT set_config('search_path', 'a', false), wherever it stands in a query.
void ScriptNames::lookForSetConfig(const QJsonValue &value)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            lookForSetConfig(item);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QStringList function = it.key() == "FuncCall"_L1 ? stringsOf(it.value()["funcname"_L1]) : QStringList();
        if (!function.isEmpty() && function.last() == "set_config"_L1) {
            const QJsonArray arguments = it.value()["args"_L1].toArray();
            const QJsonValue name = arguments.first()["A_Const"_L1]["sval"_L1]["sval"_L1];
            const QJsonValue path =
                arguments.size() > 1 ? arguments[1]["A_Const"_L1]["sval"_L1]["sval"_L1] : QJsonValue();
            if (!name.isString() || name.toString().compare("search_path"_L1, Qt::CaseInsensitive) == 0)
                m_path = name.isString() && path.isString() ? pathOf(path.toString()) : QStringList{AnySchema};
        }
        lookForSetConfig(it.value());
    }
}

void ScriptNames::read(const StatementTree &tree, const std::vector<Destruction> &inIt, const ReadBy &readBy)
{
    const QJsonObject &body = tree.body;
    const auto nameIn = [](const QJsonValue &relation) {
        return Name{relation["schemaname"_L1].toString(), relation["relname"_L1].toString()};
    };
    if (tree.is("RenameStmt"_L1)) {
        rename(body);
    } else if (tree.is("AlterObjectSchemaStmt"_L1)) {
        move(body);
    } else if (tree.is("AlterTableStmt"_L1)) {
        alterTable(body);
    } else if (tree.is("CreateTrigStmt"_L1) || tree.is("RuleStmt"_L1)) {
        m_hooked.push_back(nameIn(body["relation"_L1]));
    } else if (tree.is("ViewStmt"_L1)) {
        // What it reads stands there as if it were read now.
        StatementTree query;
        query.text = tree.text;
        const QJsonObject holder = body["query"_L1].toObject();
        if (!holder.isEmpty()) {
            query.node = holder.begin().key();
            query.body = holder.begin().value().toObject();
        }
        View view{nameIn(body["view"_L1]), {}};
        for (const Destruction &one : readBy(query)) {
            for (Destruction &start : atStart(one))
                view.reads.push_back(std::move(start));
        }
        m_views.push_back(std::move(view));
    } else if (tree.is("VariableSetStmt"_L1)) {
        setPath(body);
    } else if (tree.is("DiscardStmt"_L1)) {
        m_path.reset();
    } else if (tree.is("TransactionStmt"_L1)) {
        m_rolledBack = m_rolledBack || body["kind"_L1].toString().contains("ROLLBACK"_L1);
    } else if (tree.is("SelectStmt"_L1) || !inIt.empty()) {
        lookForSetConfig(QJsonObject{{tree.node, body}});
    }
}

void ScriptNames::nextScript() { m_path.reset(); }

} // namespace howdah::sql
