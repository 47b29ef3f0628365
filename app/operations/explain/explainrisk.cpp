// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/explain/explainrisk.h"

#include "connection/readonly/readingfunctions.h"
#include "operations/tr.h"
#include "sql/classify.h"
#include "sql/statementtree.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

// As deep as the parser goes (its tree is read with a limit of its own).
constexpr int MostLevels = 2000;

class TreeReader final
{
public:
    void read(const QJsonValue &value, int depth)
    {
        if (depth > MostLevels) {
            changes = true;
            return;
        }
        if (value.isArray()) {
            for (const QJsonValue entry : value.toArray())
                read(entry, depth + 1);
            return;
        }
        const QJsonObject object = value.toObject();
        for (auto field = object.begin(); field != object.end(); ++field) {
            note(field.key(), field.value());
            read(field.value(), depth + 1);
        }
    }
    void note(const QString &key, const QJsonValue &value)
    {
        if (key == "InsertStmt"_L1 || key == "UpdateStmt"_L1 || key == "DeleteStmt"_L1 || key == "MergeStmt"_L1) {
            changes = true;
            const QJsonObject relation = value["relation"_L1].toObject();
            const sql::RelationName name{relation["schemaname"_L1].toString(), relation["relname"_L1].toString()};
            if (!name.name.isEmpty() && std::ranges::find(changed, name) == changed.end())
                changed.push_back(name);
        } else if (key == "intoClause"_L1)
            changes = true;
        else if (key == "FuncCall"_L1)
            function(value["funcname"_L1].toArray());
    }
    void function(const QJsonArray &name)
    {
        QStringList parts;
        for (const QJsonValue part : name)
            parts << part["String"_L1]["sval"_L1].toString(part["String"_L1]["str"_L1].toString());
        if (parts.isEmpty())
            return;
        const bool isPostgres = parts.size() == 1 || parts.front() == "pg_catalog"_L1;
        const QString whole = parts.join(u'.');
        if ((!isPostgres || !connection::isReadingFunction(parts.back().toUtf8())) && !functions.contains(whole))
            functions << whole;
    }

    bool changes = false;
    QStringList functions;
    std::vector<sql::RelationName> changed;
};

} // namespace

ExplainJudgement judgeExplaining(const QByteArray &statement)
{
    const sql::StatementTree tree = sql::readStatement(statement);
    ExplainJudgement judgement;
    judgement.command = sql::classify(tree).command;
    if (!tree.isParsed()) {
        judgement.hasPlan = !tree.several;
        judgement.explains = !tree.words.empty() && tree.words.front() == "EXPLAIN";
        return judgement;
    }
    static const QStringList planned{u"SelectStmt"_s, u"InsertStmt"_s,        u"UpdateStmt"_s,        u"DeleteStmt"_s,
                                     u"MergeStmt"_s,  u"DeclareCursorStmt"_s, u"CreateTableAsStmt"_s, u"ExecuteStmt"_s};
    judgement.explains = tree.is("ExplainStmt"_L1);
    judgement.hasPlan = planned.contains(tree.node);
    TreeReader reader;
    reader.note(tree.node, tree.body);
    reader.read(tree.body, 0);
    judgement.functions = reader.functions;
    judgement.changed = reader.changed;
    if (tree.is("ExecuteStmt"_L1))
        judgement.risk = ExplainRisk::Unknown;
    else if (reader.changes || tree.is("CreateTableAsStmt"_L1))
        judgement.risk = ExplainRisk::Changes;
    else
        judgement.risk = reader.functions.isEmpty() ? ExplainRisk::Reads : ExplainRisk::Functions;
    return judgement;
}

QStringList whatRollbackLeaves()
{
    return {
        tr("Sequences stay advanced: the numbers it takes are skipped."),
        tr("What functions and triggers do outside of this database stays done: files, mails, other servers."),
        tr("Foreign tables: postgres_fdw rolls its changes back as well, other wrappers may not."),
        tr("Dead rows stay until VACUUM, and the write-ahead log of the changes is written and replicated."),
        tr("Rows and tables that it changes are locked until it has ended."),
        tr("NOTIFY is not sent, and what is deferred to COMMIT (constraints, triggers) is neither checked nor "
           "measured."),
    };
}

} // namespace howdah::operations
