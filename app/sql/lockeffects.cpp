// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/lockeffects.h"

#include "sql/altereffects.h"
#include "sql/lexer.h"
#include "sql/relationnames.h"
#include "sql/statementtree.h"
#include "sql/transactionrule.h"

#include <QHash>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

bool isRead(const QString &node)
{
    static const QStringList Nodes{u"SelectStmt"_s,  u"ViewStmt"_s,    u"CreateTableAsStmt"_s, u"DeclareCursorStmt"_s,
                                   u"PrepareStmt"_s, u"ExplainStmt"_s, u"InsertStmt"_s,        u"UpdateStmt"_s,
                                   u"DeleteStmt"_s,  u"MergeStmt"_s,   u"CopyStmt"_s};
    return Nodes.contains(node);
}

bool hasOption(const QJsonArray &options, QLatin1String name) { return booleanOption(options, name).value_or(false); }

// Reads one statement; one object for one call of lockEffects.
class EffectReader final
{
public:
    EffectReader(const StatementTree &tree, int serverVersion)
        : m_tree(tree)
        , m_body(tree.body)
        , m_serverVersion(serverVersion)
    {
    }

    LockEffects read()
    {
        if (isRead(m_tree.node))
            readQuery();
        else if (m_tree.is("AlterTableStmt"_L1))
            readAlterTable();
        else if (m_tree.is("CreateStmt"_L1))
            readCreateTable();
        else if (m_tree.is("DropStmt"_L1))
            readDrop();
        else if (m_tree.is("CommentStmt"_L1))
            readComment();
        else if (m_tree.is("RenameStmt"_L1))
            readRename();
        else if (!readIndexWork() && !readMaintenance())
            readOther();
        return std::move(m_effects);
    }

private:
    RelationEffect &at(const RelationName &name)
    {
        const auto found = std::ranges::find(m_effects.relations, name, &RelationEffect::relation);
        if (found != m_effects.relations.end())
            return *found;
        m_effects.relations.push_back({.relation = name});
        return m_effects.relations.back();
    }

    RelationEffect &lock(const RelationName &name, LockMode mode)
    {
        RelationEffect &effect = at(name);
        effect.lock = std::max(effect.lock, mode);
        return effect;
    }

    RelationEffect &lock(const QJsonValue &rangeVar, LockMode mode) { return lock(relationName(rangeVar), mode); }

    void lockRead(const std::vector<RelationName> &names, LockMode mode = LockMode::AccessShare)
    {
        for (const RelationName &name : names)
            lock(name, mode).scanned = Extent::Perhaps;
        m_effects.others = true; // views, partitions, functions
    }

    void create(const QJsonValue &rangeVar)
    {
        RelationEffect &effect = lock(rangeVar, LockMode::AccessExclusive);
        effect.created = true;
        effect.scanned = Extent::No;
    }

    // The targets of data changes at any depth, and what is locked by FOR UPDATE and the like.
    void walkQuery(const QJsonValue &value)
    {
        if (value.isArray()) {
            for (const QJsonValue item : value.toArray())
                walkQuery(item);
            return;
        }
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            static const QStringList Changes{u"InsertStmt"_s, u"UpdateStmt"_s, u"DeleteStmt"_s, u"MergeStmt"_s};
            if (Changes.contains(it.key()))
                lock(it.value()["relation"_L1], LockMode::RowExclusive);
            if (it.key() == "lockingClause"_L1)
                lockRead(relationsOf(u"SelectStmt"_s, {{u"x"_s, object["fromClause"_L1]}}), LockMode::RowShare);
            walkQuery(it.value());
        }
    }

    void readQuery()
    {
        lockRead(relationsOf(m_tree.node, m_body));
        walkQuery(QJsonObject{{m_tree.node, m_body}});
        if (m_tree.is("CopyStmt"_L1) && m_body["is_from"_L1].toBool())
            lock(m_body["relation"_L1], LockMode::RowExclusive).scanned = Extent::No;
        if (m_tree.is("InsertStmt"_L1))
            at(relationName(m_body["relation"_L1])).scanned = Extent::No;
        if (m_body.contains("into"_L1)) // a table or materialized view AS
            create(m_body["into"_L1]["rel"_L1]);
        if (m_body.contains("intoClause"_L1))
            create(m_body["intoClause"_L1]["rel"_L1]);
        if (m_tree.is("ViewStmt"_L1))
            readView();
    }

    void readView()
    {
        create(m_body["view"_L1]);
        if (m_body["replace"_L1].toBool()) // it may be there already
            at(relationName(m_body["view"_L1])).created = false;
    }

    void readAlterTable()
    {
        if (m_body["objtype"_L1] == "OBJECT_TYPE"_L1) { // a composite type: the tables OF it
            m_effects.others = true;
            return;
        }
        const RelationName name = relationName(m_body["relation"_L1]);
        const bool index = m_body["objtype"_L1] == "OBJECT_INDEX"_L1;
        m_effects.others = m_body["relation"_L1]["inh"_L1].toBool(); // its children
        at(name);                                                    // comes first
        RelationEffect total{.relation = name, .index = index};
        for (const QJsonValue item : m_body["cmds"_L1].toArray()) {
            const AlterEffect effect = alterEffect(item["AlterTableCmd"_L1].toObject());
            m_effects.commands.push_back({effect.scanned, effect.rewritten});
            total.lock = std::max(total.lock, effect.lock);
            total.scanned = std::max(total.scanned, effect.scanned);
            total.rewritten = std::max(total.rewritten, effect.rewritten);
            m_effects.others |= effect.others;
            for (const RelationEffect &more : effect.more) {
                RelationEffect &added = lock(more.relation, more.lock);
                added.scanned = std::max(added.scanned, more.scanned);
            }
        }
        RelationEffect &own = lock(name, total.lock);
        own.index = index;
        own.scanned = std::max(own.scanned, total.scanned);
        own.rewritten = std::max(own.rewritten, total.rewritten);
    }

    void readCreateTable()
    {
        const bool partition = m_body.contains("partbound"_L1);
        for (const QJsonValue item : m_body["inhRelations"_L1].toArray())
            lock(item["RangeVar"_L1], partition ? LockMode::AccessExclusive : LockMode::ShareUpdateExclusive);
        m_effects.others = partition; // the default partition
        for (const QJsonValue item : m_body["tableElts"_L1].toArray()) {
            if (item["TableLikeClause"_L1].isObject())
                lock(item["TableLikeClause"_L1]["relation"_L1], LockMode::AccessShare);
            lockReferenced(item["Constraint"_L1]);
            for (const QJsonValue constraint : item["ColumnDef"_L1]["constraints"_L1].toArray())
                lockReferenced(constraint["Constraint"_L1]);
        }
        create(m_body["relation"_L1]);
    }

    void lockReferenced(const QJsonValue &constraint)
    {
        if (constraint["contype"_L1] != "CONSTR_FOREIGN"_L1)
            return;
        lock(constraint["pktable"_L1], LockMode::ShareRowExclusive);
        m_effects.others = true; // its partitions
    }

    void readDrop()
    {
        const QString type = m_body["removeType"_L1].toString();
        const bool index = type == "OBJECT_INDEX"_L1;
        const LockMode mode =
            m_body["concurrent"_L1].toBool() ? LockMode::ShareUpdateExclusive : LockMode::AccessExclusive;
        for (const RelationName &name : relationsOf(m_tree.node, m_body))
            lock(name, mode).index = index;
        m_effects.others = true;
    }

    void readComment()
    {
        const QString type = m_body["objtype"_L1].toString();
        const bool part = type == "OBJECT_TRIGGER"_L1 || type == "OBJECT_POLICY"_L1 || type == "OBJECT_RULE"_L1
                       || type == "OBJECT_TABCONSTRAINT"_L1;
        for (const RelationName &name : relationsOf(m_tree.node, m_body))
            lock(name, part ? LockMode::AccessShare : LockMode::ShareUpdateExclusive).index = type == "OBJECT_INDEX"_L1;
    }

    void readRename()
    {
        const bool index = m_body["renameType"_L1] == "OBJECT_INDEX"_L1;
        if (m_body.contains("relation"_L1))
            lock(m_body["relation"_L1], index ? LockMode::ShareUpdateExclusive : LockMode::AccessExclusive).index =
                index;
        m_effects.others = true;
    }

    bool readIndexWork()
    {
        if (m_tree.is("IndexStmt"_L1)) {
            const bool concurrent = m_body["concurrent"_L1].toBool();
            lock(m_body["relation"_L1], concurrent ? LockMode::ShareUpdateExclusive : LockMode::Share).scanned =
                Extent::Yes;
            m_effects.others = true; // partitions
            return true;
        }
        if (!m_tree.is("ReindexStmt"_L1))
            return false;
        const bool concurrent = hasOption(m_body["params"_L1].toArray(), "concurrently"_L1);
        const bool index = m_body["kind"_L1] == "REINDEX_OBJECT_INDEX"_L1;
        m_effects.others = true; // the indexes of a table, the table of an index
        if (!m_body.contains("relation"_L1))
            return true;
        LockMode mode = index ? LockMode::AccessExclusive : LockMode::Share;
        if (concurrent)
            mode = LockMode::ShareUpdateExclusive;
        RelationEffect &effect = lock(m_body["relation"_L1], mode);
        effect.index = index;
        if (index)
            effect.rewritten = Extent::Yes;
        else
            effect.scanned = Extent::Perhaps; // it may have no index
        return true;
    }

    bool readMaintenance()
    {
        if (m_tree.is("VacuumStmt"_L1)) {
            const bool full = hasOption(m_body["options"_L1].toArray(), "full"_L1);
            for (const QJsonValue item : m_body["rels"_L1].toArray()) {
                RelationEffect &effect = lock(
                    item["VacuumRelation"_L1]["relation"_L1],
                    full ? LockMode::AccessExclusive : LockMode::ShareUpdateExclusive);
                effect.scanned = full ? Extent::Yes : Extent::Perhaps;
                effect.rewritten = full ? Extent::Yes : Extent::No;
            }
            m_effects.others = true;
        } else if (m_tree.is("ClusterStmt"_L1)) {
            if (m_body.contains("relation"_L1))
                lock(m_body["relation"_L1], LockMode::AccessExclusive).scanned = Extent::Perhaps;
            for (RelationEffect &effect : m_effects.relations)
                effect.rewritten = Extent::Yes;
            m_effects.others = true;
        } else if (m_tree.is("TruncateStmt"_L1)) {
            for (const RelationName &name : relationsOf(m_tree.node, m_body))
                lock(name, LockMode::AccessExclusive).emptied = true;
            m_effects.others = true;
        } else if (m_tree.is("RefreshMatViewStmt"_L1)) {
            readRefresh();
        } else if (m_tree.is("LockStmt"_L1)) {
            const int mode = m_body["mode"_L1].toInt();
            for (const RelationName &name : relationsOf(m_tree.node, m_body))
                lock(name, LockMode(std::clamp(mode, 1, 8)));
            m_effects.others = true;
        } else {
            return false;
        }
        return true;
    }

    void readRefresh()
    {
        const bool concurrent = m_body["concurrent"_L1].toBool();
        RelationEffect &effect =
            lock(m_body["relation"_L1], concurrent ? LockMode::Exclusive : LockMode::AccessExclusive);
        effect.emptied = m_body["skipData"_L1].toBool();
        effect.rewritten = concurrent || effect.emptied ? Extent::No : Extent::Yes;
        effect.scanned = Extent::Perhaps; // to find what differs, or for the new indexes
        m_effects.others = true;          // what it reads
    }

    // Statements about one table each, by the field that names it.
    void readOther()
    {
        struct Entry
        {
            QLatin1String node;
            QLatin1String field;
            LockMode mode;
        };
        static constexpr std::array<Entry, 8> Entries{{
            {"CreateTrigStmt"_L1, "relation"_L1, LockMode::ShareRowExclusive},
            {"RuleStmt"_L1, "relation"_L1, LockMode::AccessExclusive},
            {"CreatePolicyStmt"_L1, "table"_L1, LockMode::AccessExclusive},
            {"AlterPolicyStmt"_L1, "table"_L1, LockMode::AccessExclusive},
            {"AlterObjectSchemaStmt"_L1, "relation"_L1, LockMode::AccessExclusive},
            {"AlterSeqStmt"_L1, "sequence"_L1, LockMode::ShareRowExclusive},
            {"CreateSeqStmt"_L1, "sequence"_L1, LockMode::AccessExclusive},
            {"AlterObjectDependsStmt"_L1, "relation"_L1, LockMode::AccessShare},
        }};
        const auto found = std::ranges::find(Entries, m_tree.node, &Entry::node);
        if (found != Entries.end() && m_body.contains(found->field)) {
            lock(m_body[found->field], found->mode);
            if (m_tree.is("CreateTrigStmt"_L1) && m_body.contains("constrrel"_L1))
                lock(m_body["constrrel"_L1], LockMode::AccessShare);
            if (m_tree.is("CreateSeqStmt"_L1))
                at(relationName(m_body["sequence"_L1])).created = true;
        }
        if (m_tree.is("CreateForeignTableStmt"_L1))
            create(m_body["base"_L1]["relation"_L1]);
        if (m_tree.is("CreateStatsStmt"_L1)) {
            for (const RelationName &name : relationsOf(m_tree.node, m_body))
                lock(name, LockMode::ShareUpdateExclusive);
        }
        readNamedInLists();
        static const QStringList Opaque{u"CallStmt"_s,         u"DoStmt"_s,
                                        u"ExecuteStmt"_s,      u"RuleStmt"_s,
                                        u"CreatePolicyStmt"_s, u"AlterPolicyStmt"_s,
                                        u"DropOwnedStmt"_s,    u"CreateFunctionStmt"_s,
                                        u"AlterDomainStmt"_s,  u"AlterExtensionStmt"_s,
                                        u"CreateSchemaStmt"_s, u"AlterTableMoveAllStmt"_s,
                                        u"AlterTypeStmt"_s};
        m_effects.others |= Opaque.contains(m_tree.node)
                         || (m_tree.is("CreateTrigStmt"_L1) && m_body["row"_L1].toBool()) // partitions
                         || (m_tree.is("AlterPublicationStmt"_L1) && m_body["action"_L1] == "AP_SetObjects"_L1);
    }

    // Tables of a publication; what rights are given on; a column that a sequence belongs to.
    void readNamedInLists()
    {
        for (const QJsonValue item : m_body["pubobjects"_L1].toArray()) {
            if (item["PublicationObjSpec"_L1]["pubtable"_L1].isObject())
                lock(item["PublicationObjSpec"_L1]["pubtable"_L1]["relation"_L1], LockMode::ShareUpdateExclusive);
        }
        if (m_tree.is("GrantStmt"_L1) && m_serverVersion >= 180'000) {
            for (const QJsonValue item : m_body["objects"_L1].toArray()) {
                if (item["RangeVar"_L1].isObject())
                    lock(item["RangeVar"_L1], LockMode::AccessShare);
            }
        }
        if (!m_tree.is("AlterSeqStmt"_L1) && !m_tree.is("CreateSeqStmt"_L1))
            return;
        for (const QJsonValue item : m_body["options"_L1].toArray()) {
            const QJsonArray column = item["DefElem"_L1]["arg"_L1]["List"_L1]["items"_L1].toArray();
            const auto part = [&column](qsizetype fromEnd) {
                const qsizetype at = column.size() - fromEnd;
                return at < 0 ? QString() : column[at]["String"_L1]["sval"_L1].toString();
            };
            if (item["DefElem"_L1]["defname"_L1] == "owned_by"_L1 && column.size() > 1)
                lock(RelationName{part(3), part(2)}, LockMode::AccessShare);
        }
    }

    const StatementTree &m_tree;
    const QJsonObject &m_body;
    int m_serverVersion;
    LockEffects m_effects;
};

// An identifier as the server folds it.
QString folded(const Token &token)
{
    QByteArray text = token.text.toByteArray();
    if (token.type == TokenType::Word)
        return QString::fromUtf8(text.toLower());
    return QString::fromUtf8(text.sliced(1, text.size() - 2).replace("\"\"", "\""));
}

// ALTER TABLE [IF EXISTS] [ONLY] name, of newer syntax behind it.
std::optional<RelationName> alteredTable(const QByteArray &sql)
{
    Lexer lexer;
    lexer.setInput(sql, 0, true);
    RelationName name;
    int words = 0;
    for (Token token = lexer.next(); token.type != TokenType::End; token = lexer.next()) {
        const bool word = token.type == TokenType::Word;
        if (words < 2 && !(word && isKeyword(token.text, words == 0 ? "alter" : "table")))
            return {};
        ++words;
        if (words <= 2
            || (word
                && (isKeyword(token.text, "if") || isKeyword(token.text, "exists") || isKeyword(token.text, "only"))))
            continue;
        if (!word && (token.type != TokenType::QuotedName || token.text.size() < 3))
            return {};
        name.name = folded(token);
        token = lexer.next();
        if (token.symbol != '.')
            return name;
        token = lexer.next();
        if (token.type != TokenType::Word && (token.type != TokenType::QuotedName || token.text.size() < 3))
            return {};
        return RelationName{name.name, folded(token)};
    }
    return {};
}

} // namespace

const RelationEffect *LockEffects::find(const RelationName &relation) const
{
    const auto found = std::ranges::find(relations, relation, &RelationEffect::relation);
    return found == relations.end() ? nullptr : &*found;
}

LockMode LockEffects::strongest() const
{
    LockMode mode = LockMode::None;
    for (const RelationEffect &effect : relations)
        mode = std::max(mode, effect.created ? LockMode::None : effect.lock);
    return mode;
}

LockEffects lockEffects(QStringView statement, int serverVersion)
{
    return lockEffects(readStatement(statement.toUtf8()), serverVersion);
}

LockEffects lockEffects(const StatementTree &tree, int serverVersion)
{
    if (tree.isParsed())
        return EffectReader(tree, serverVersion).read();
    LockEffects effects{.relations = {}, .known = false, .others = true};
    // PostgreSQL 18 knows NOT NULL constraints that are not validated at once.
    const std::size_t count = tree.words.size();
    const bool notValid =
        serverVersion >= 180'000 && count >= 2 && tree.words[count - 2] == "NOT" && tree.words[count - 1] == "VALID";
    const Extent extent = notValid ? Extent::No : Extent::Perhaps;
    if (const auto table = alteredTable(tree.text))
        effects.relations.push_back(
            {.relation = *table, .lock = LockMode::AccessExclusive, .scanned = extent, .rewritten = extent});
    return effects;
}

} // namespace howdah::sql
