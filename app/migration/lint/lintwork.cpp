// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintwork.h"

#include "base/figures.h"
#include "migration/lint/lintprofile.h"
#include "migration/source/tr.h"
#include "sql/altereffects.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::LockMode;
using sql::RelationName;

namespace {

QString blockedBy(LockMode mode)
{
    if (sql::blocksReads(mode))
        return tr("reads and writes");
    if (sql::blocksWrites(mode))
        return tr("writes");
    return mode >= LockMode::ShareUpdateExclusive ? tr("other changes of the schema") : QString();
}

QString sizesText(const TableFacts &facts)
{
    QStringList parts;
    if (facts.bytes >= 0)
        parts << sizeText(facts.bytes);
    if (facts.rows >= 0)
        parts << tr("about %1 rows").arg(countText(facts.rows));
    return parts.isEmpty() ? QString() : u" ("_s + parts.join(u", "_s) + u')';
}

// What fails on one row fails on few; only how long it takes depends on the size.
Severity severityFor(const LintRule &rule, const TableFacts *facts)
{
    if (!rule.scales || !facts)
        return rule.severity;
    if (facts->isEmpty() || (rule.severity != Severity::Error && facts->isSmall()))
        return Severity::Info;
    return facts->isLarge() ? Severity::Error : rule.severity;
}

} // namespace

QString displayName(const RelationName &name)
{
    return name.schema.isEmpty() ? name.name : name.schema + u'.' + name.name;
}

QStringList stringsOf(const QJsonValue &list)
{
    QStringList strings;
    for (const QJsonValue item : list.toArray())
        strings << item["String"_L1]["sval"_L1].toString();
    return strings;
}

QStringList columnsProvenBy(const QJsonObject &constraint)
{
    const QJsonValue expression = constraint["raw_expr"_L1];
    QJsonArray parts;
    if (expression["BoolExpr"_L1]["boolop"_L1] == "AND_EXPR"_L1)
        parts = expression["BoolExpr"_L1]["args"_L1].toArray();
    else
        parts.append(expression);
    QStringList columns;
    for (const QJsonValue part : parts) {
        const QJsonValue test = part["NullTest"_L1];
        if (test["nulltesttype"_L1] == "IS_NOT_NULL"_L1)
            columns += stringsOf(test["arg"_L1]["ColumnRef"_L1]["fields"_L1]).mid(0, 1);
    }
    return columns;
}

const TableFacts *LintWork::facts(const RelationName &name) const
{
    const auto found = context.tables.constFind(key(name));
    return found == context.tables.cend() ? nullptr : &*found;
}

const ColumnTypes &LintWork::columnTypes()
{
    if (!m_columnTypes) {
        m_columnTypes.emplace();
        for (auto table = context.tables.cbegin(); table != context.tables.cend(); ++table) {
            const QString name = table.key().section(u'\n', -1);
            for (auto column = table->columns.cbegin(); column != table->columns.cend(); ++column)
                m_columnTypes->add(name, column.key(), column->type.section(u'.', -1));
            m_columnTypes->setWhole(name);
        }
    }
    for (; m_typesRead < m_files.size(); ++m_typesRead)
        m_columnTypes->readScript(m_files[m_typesRead].script->text);
    return *m_columnTypes;
}

void LintWork::report(const Report &report)
{
    const LintRule *const rule = findLintRule(QString::fromLatin1(report.rule));
    Q_ASSERT(rule);
    if ((rule->upOnly && m_file->script->direction == Direction::Down)
        || context.serverVersion < rule->sinceVersion * 10'000)
        return;
    const TableFacts *const known = report.relation.name.isEmpty() ? nullptr : facts(report.relation);
    Finding finding{
        .rule = rule->id,
        .severity = severityFor(*rule, known),
        .statement = m_statement->number,
        .relation = displayName(report.relation),
        .message = report.message + (known ? sizesText(*known) : QString()),
        .reason = rule->reason,
        .hint = report.hint,
        .rewrite = report.rewrite};
    if (const sql::RelationEffect *const effect = m_statement->effects.find(report.relation)) {
        finding.lock = sql::lockModeName(effect->lock);
        finding.blocks = blockedBy(effect->lock);
    }
    m_file->place(finding, m_statement->offset + m_statement->size);
    const qsizetype endLine = finding.line;
    m_file->place(finding, m_statement->offset + report.at);
    finding.endLine = endLine;
    m_findings.back().push_back(finding);
}

void LintWork::run(std::span<const LintScript> scripts)
{
    m_files.reserve(scripts.size());
    for (const LintScript &script : scripts) {
        m_files.push_back(readLintFile(script));
        m_findings.push_back(m_files.back().problems);
        readFile(m_files.size() - 1);
    }
    judgeForeignKeys();
}

void LintWork::readFile(size_t index)
{
    m_file = &m_files[index];
    dropped.clear();
    reportedOnce.clear();
    transaction = {};
    lockTimeout = statementTimeout = false;
    for (LintStatement &statement : m_files[index].statements)
        statement.effects = m_effects.of(statement.tree);
    for (const LintStatement &statement : m_file->statements) { // of the whole file: what is dropped later is not used
        if (statement.is("DropStmt"_L1)) {
            for (const RelationName &name : statement.what.relations)
                dropped.insert(key(name));
        }
    }
    int block = 0;
    for (const LintStatement &statement : m_file->statements) {
        m_statement = &statement;
        if (!m_file->transactional && (statement.block == 0 || statement.block != block))
            transaction = {};
        block = statement.block;
        readStatement();
    }
    if (m_file->script->olderThanApplied) {
        Finding finding{.rule = u"older-than-applied"_s};
        const LintRule *const rule = findLintRule(finding.rule);
        finding.severity = rule->severity;
        finding.reason = rule->reason;
        finding.message = tr("a newer migration is applied already");
        finding.hint = tr("Give it a new version if nobody has run it yet.");
        m_file->place(finding, 0);
        m_findings.back().push_back(finding);
    }
}

void LintWork::readStatement()
{
    if (!m_statement->tree.isParsed())
        report(
            {.rule = "unknown-syntax",
             .message =
                 m_statement->tree.failure ? m_statement->tree.failure->message : tr("it is not a single statement")});
    checkTransaction(*this);
    checkIndexes(*this);
    checkAlterTable(*this);
    checkLosses(*this);
    checkSchema(*this);
    checkRobust(*this);
    checkLocks(*this);
    remember();
}

// What this statement has made.
void LintWork::remember()
{
    for (const sql::RelationEffect &effect : m_statement->effects.relations) {
        if (effect.created)
            created.insert(key(effect.relation));
    }
    const QJsonObject &tree = body();
    rememberDefaultPartition();
    if (m_statement->is("DropStmt"_L1) || m_statement->is("RenameStmt"_L1)) {
        for (const RelationName &name : m_statement->what.relations)
            notNull.forgetTable(key(name));
    }
    if (m_statement->is("ViewStmt"_L1)) {
        created.insert(key(sql::relationName(tree["view"_L1])));
    } else if (m_statement->is("IndexStmt"_L1)) {
        const RelationName table = sql::relationName(tree["relation"_L1]);
        if (tree.contains("idxname"_L1) && isNew(table))
            created.insert(key({table.schema, tree["idxname"_L1].toString()}));
    } else if (m_statement->is("RenameStmt"_L1) && tree["renameType"_L1] == "OBJECT_TABLE"_L1) {
        const RelationName old = sql::relationName(tree["relation"_L1]);
        if (isNew(old))
            created.insert(key({old.schema, tree["newname"_L1].toString()}));
    } else if (m_statement->is("CreateEnumStmt"_L1)) {
        createdTypes.insert(stringsOf(tree["typeName"_L1]).value(stringsOf(tree["typeName"_L1]).size() - 1));
    } else if (m_statement->is("CreateDomainStmt"_L1)) {
        createdTypes.insert(stringsOf(tree["domainname"_L1]).value(stringsOf(tree["domainname"_L1]).size() - 1));
    }
}

// CREATE TABLE ... PARTITION OF ... DEFAULT, or ATTACH PARTITION ... DEFAULT
void LintWork::rememberDefaultPartition()
{
    const QJsonObject &tree = body();
    const auto note = [this](const RelationName &table, const QJsonValue &bound, const RelationName &partition) {
        if (bound["is_default"_L1].toBool())
            defaultPartitions.insert(key(table), displayName(partition));
    };
    if (m_statement->is("CreateStmt"_L1)) {
        for (const QJsonValue parent : tree["inhRelations"_L1].toArray())
            note(
                sql::relationName(parent["RangeVar"_L1]), tree["partbound"_L1], sql::relationName(tree["relation"_L1]));
    } else if (m_statement->is("AlterTableStmt"_L1)) {
        for (const QJsonValue command : tree["cmds"_L1].toArray()) {
            const QJsonValue partition = command["AlterTableCmd"_L1]["def"_L1]["PartitionCmd"_L1];
            note(
                sql::relationName(tree["relation"_L1]), partition["bound"_L1], sql::relationName(partition["name"_L1]));
        }
    }
}

// With its first column among those of the key an index leaves few rows to look at.
static bool serves(const QStringList &index, const QStringList &columns)
{
    return !index.isEmpty() && columns.contains(index.first());
}

void LintWork::judgeForeignKeys()
{
    for (const ForeignKey &foreignKey : foreignKeys) {
        const auto known = context.tables.constFind(foreignKey.table);
        if (!created.contains(foreignKey.table) && known == context.tables.cend())
            continue; // its indexes are not known
        std::vector<QStringList> all = indexes.value(foreignKey.table);
        if (known != context.tables.cend())
            all.insert(all.end(), known->indexes.begin(), known->indexes.end());
        if (std::ranges::any_of(all, [&](const QStringList &index) { return serves(index, foreignKey.columns); }))
            continue;
        const LintFile &file = m_files[foreignKey.file];
        if (file.script->direction == Direction::Down)
            continue;
        const LintRule *const rule = findLintRule(u"foreign-key-without-index");
        Finding finding{
            .rule = rule->id,
            .severity = rule->severity,
            .statement = foreignKey.statement,
            .relation = displayName(foreignKey.relation),
            .message = tr("the foreign key on %1 (%2) has no index")
                           .arg(displayName(foreignKey.relation), foreignKey.columns.join(u", "_s)),
            .reason = rule->reason,
            .hint = tr("Create an index that begins with one of these columns, the most selective one.")};
        file.place(finding, foreignKey.offset);
        m_findings[foreignKey.file].push_back(finding);
    }
}

std::vector<Finding> LintWork::take()
{
    std::vector<Finding> all;
    for (size_t i = 0; i < m_files.size(); ++i) {
        std::vector<Finding> &findings = m_findings[i];
        applyAllowances(m_files[i], findings, m_files.size() == 1);
        applyProfile(context.profile, findings);
        std::ranges::stable_sort(findings, [](const Finding &a, const Finding &b) {
            return std::pair(a.line, a.column) < std::pair(b.line, b.column);
        });
        all.insert(all.end(), findings.begin(), findings.end());
    }
    return all;
}

} // namespace howdah::migration
