// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/conversation.h"
#include "packfiles.h"

#include <QDir>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::PackFiles;

// From a call to its conversation, to the tools' executions and back, in the packs that have such tables: the ways that
// no foreign key offers, and that each of them finds rows.
class ConversationsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    std::unique_ptr<PackFiles> pack(const QString &name)
    {
        auto database = std::make_unique<PackFiles>(m_server, name);
        const QDir folder(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + name);
        QStringList files = folder.entryList({u"*.up.sql"_s}, QDir::Files, QDir::Name);
        for (const QString &migration : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            if (folder.exists(migration + u"/migration.sql"_s))
                files << migration + u"/migration.sql"_s;
        for (const QString &file : std::as_const(files))
            if (const QString failure = database->run(file); !failure.isEmpty())
                qFatal("%s: %s", qPrintable(file), qPrintable(failure));
        return database;
    }
    static catalog::Snapshot catalogOf(PackFiles &database)
    {
        catalog::CatalogReader reader(database.session());
        auto snapshot = reader.readAll().result();
        if (!snapshot)
            qFatal("%s", qPrintable(describe(snapshot.error())));
        return *snapshot;
    }
    // "tool_calls.message_id by message_id" for each way.
    static QStringList ways(const catalog::Snapshot &catalog, const QString &relation)
    {
        QStringList list;
        for (const data::Reference &way : data::conversationOf(*catalog, catalog->relation(u"public"_s, relation)->oid))
            list << u"%1.%2 by %3"_s.arg(
                way.from.name, way.from.columns[size_t(way.columns[0])].name,
                way.to.columns[size_t(way.keyColumns[0])].name);
        return list;
    }

private Q_SLOTS:
    void deepref()
    {
        const auto database = pack(u"deepref"_s);
        const catalog::Snapshot catalog = catalogOf(*database);
        QCOMPARE(ways(catalog, u"ai_interactions"_s), QStringList{u"ai_interactions.sessionId by sessionId"_s});
        // What foreign keys lead to is not told twice, and what is of no conversation leads nowhere.
        QCOMPARE(ways(catalog, u"ai_sessions"_s), QStringList());
        QCOMPARE(ways(catalog, u"users"_s), QStringList());
        QCOMPARE(ways(catalog, u"ai_prompts"_s), QStringList());
    }

    void findsTheCallsOfASession()
    {
        const auto database = pack(u"deepref"_s);
        QCOMPARE(
            database->psql(
                u"INSERT INTO users (id, email, \"firstName\", \"lastName\", role) VALUES "
                "('00000000-0000-4000-8000-000000000001', 'a@example.org', 'A', 'A', 'seeker'); "
                "INSERT INTO ai_sessions (id, \"agentId\", \"userId\", \"sessionType\") SELECT s, s, "
                "'00000000-0000-4000-8000-000000000001', 'coaching' FROM (VALUES "
                "('00000000-0000-4000-8000-000000000051'::uuid), ('00000000-0000-4000-8000-000000000052')) AS v(s); "
                "INSERT INTO ai_prompts (id, \"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
                "\"modelPreference\") VALUES ('00000000-0000-4000-8000-000000000041', 'c', 'C', '', '', '1.0.0', 'm'); "
                "INSERT INTO ai_interactions (\"sessionId\", \"promptId\", \"userInput\", \"modelUsed\") SELECT s.id, "
                "'00000000-0000-4000-8000-000000000041', 'hello', 'm' FROM ai_sessions AS s, generate_series(1, 3)"_s),
            QString());
        const catalog::Snapshot catalog = catalogOf(*database);
        const auto found = data::conversationOf(*catalog, catalog->relation(u"public"_s, u"ai_interactions"_s)->oid);
        QCOMPARE(found.size(), 1u);
        const auto answer =
            database->session()
                .query(data::referencingCountStatement(found.front(), {"00000000-0000-4000-8000-000000000051"}))
                .result();
        QVERIFY2(answer.has_value(), answer ? "" : qPrintable(describe(answer.error())));
        QCOMPARE(data::countedIn(answer->rows).rows, 3);
    }

    void assistant()
    {
        const auto database = pack(u"assistant"_s);
        const catalog::Snapshot catalog = catalogOf(*database);
        QCOMPARE(ways(catalog, u"messages"_s), QStringList{u"messages.thread_id by thread_id"_s});
        // From what a message cost to the tools that it called, and back.
        QVERIFY(ways(catalog, u"token_consumption"_s).contains(u"tool_calls.message_id by message_id"_s));
        QVERIFY(ways(catalog, u"tool_calls"_s).contains(u"token_consumption.message_id by message_id"_s));
        QVERIFY(!ways(catalog, u"tool_calls"_s).contains(u"messages.message_id by message_id"_s));
    }

    void uaip()
    {
        const auto database = pack(u"uaip"_s);
        const catalog::Snapshot catalog = catalogOf(*database);
        const QStringList executions = ways(catalog, u"tool_executions"_s);
        QVERIFY2(
            executions.contains(u"tool_executions.conversation_id by conversation_id"_s),
            qPrintable(executions.join(u'\n')));
        // Partitions are part of their table.
        QVERIFY2(executions.filter(u"tool_executions_"_s).isEmpty(), qPrintable(executions.join(u'\n')));
    }

    // The runs are partitioned, and name their task without a foreign key.
    void orchestrator()
    {
        const auto database = pack(u"orchestrator"_s);
        const catalog::Snapshot catalog = catalogOf(*database);
        const QStringList runs = ways(catalog, u"workflow_executions"_s);
        QVERIFY2(runs.contains(u"tasks.id by task_id"_s), qPrintable(runs.join(u'\n')));
        QVERIFY2(runs.contains(u"workflow_executions.task_id by task_id"_s), qPrintable(runs.join(u'\n')));
        const QStringList tasks = ways(catalog, u"tasks"_s);
        QVERIFY2(tasks.contains(u"workflow_executions.task_id by id"_s), qPrintable(tasks.join(u'\n')));
        QVERIFY2(tasks.filter(u"task_dependencies"_s).isEmpty(), qPrintable(tasks.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(ConversationsTest)
#include "tst_conversations.moc"
