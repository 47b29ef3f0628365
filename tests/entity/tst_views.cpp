// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every view of every pack on its demo data, against plain SQL by psql; what is made of odd values; exports.
#include "entity/packdemo.h"
#include "entity/record.h"
#include "entity/view/reachedview.h"
#include "entity/view/viewexport.h"
#include "sql/quote.h"
#include "support/pgprograms.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::entity;

namespace {

using Kind = ViewDefinition::Kind;

// With ' for " and @ for an escaped one.
QByteArray json(QByteArray text) { return text.replace('\'', '"').replace("@", "\\\""); }

QString keyOf(const RowValues &row, const QString &name) { return QString::fromUtf8(row.value(name).value_or("")); }

} // namespace

class EntityViewsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::map<QString, std::unique_ptr<test::PackDemo>> m_demos;

    const test::PackDemo &demo(const QString &pack)
    {
        auto &one = m_demos[pack];
        if (!one)
            one = std::make_unique<test::PackDemo>(m_server, pack);
        return *one;
    }
    static bool isTooOld(const QString &pack) { return pack == "orchestrator"_L1 && test::serverMajor() < 15; }

    static std::vector<connection::Answer>
    ask(const test::PackDemo &here, const std::vector<connection::Statement> &statements)
    {
        auto answer = here.session().pipeline(statements).result();
        if (!answer)
            qFatal("%s", qPrintable(describe(answer.error())));
        if (answer->error)
            qFatal("%s\n%s", qPrintable(describe(*answer->error)), qPrintable(statements[answer->answers.size()].sql));
        return std::move(answer->answers);
    }
    static const ViewDefinition &viewOf(const BoundEntity &entity, Kind kind)
    {
        for (const ViewDefinition &view : entity.definition->views) {
            if (view.kind == kind)
                return view;
        }
        qFatal("no such view");
    }
    static Timeline timelineOf(const test::PackDemo &here, const BoundEntity &entity, const RowValues &key)
    {
        const auto question = timelineQuestion(*here.entities(), entity, viewOf(entity, Kind::Timeline), key);
        return timelineIn(question, ask(here, question.statements));
    }
    static Thread threadOf(const test::PackDemo &here, const BoundEntity &entity, const RowValues &key)
    {
        const auto question = threadQuestion(here.entities(), entity, viewOf(entity, Kind::Thread), key);
        if (!question)
            qFatal("%s", qPrintable(describe(question.error())));
        Thread thread = threadIn(*question, ask(here, question->statements));
        if (!question->detailStatements.empty())
            addDetails(thread, *question, ask(here, question->detailStatements));
        return thread;
    }
    static Board boardOf(const test::PackDemo &here, const BoundEntity &entity)
    {
        const auto question = boardQuestion(*here.entities(), entity, viewOf(entity, Kind::Board));
        return boardIn(question, ask(here, question.statements));
    }
    static RowValues key(const BoundEntity &entity, const QString &value)
    {
        return {{entity.key.front(), value.toUtf8()}};
    }
    static std::vector<const TimelineEntry *> inLane(const Timeline &timeline, const QString &title)
    {
        std::vector<const TimelineEntry *> entries;
        for (const TimelineEntry &entry : timeline.entries) {
            if (timeline.lanes.value(entry.lane) == title)
                entries.push_back(&entry);
        }
        return entries;
    }
    static void packs()
    {
        QTest::addColumn<QString>("pack");
        for (const char *pack : {"assistant", "deepref", "orchestrator", "uaip"})
            QTest::newRow(pack) << QString::fromLatin1(pack);
    }

private Q_SLOTS:
    void cleanupTestCase() { m_demos.clear(); }

    // What the issue names is there.
    void theNamedOnesExist()
    {
        const std::pair<const char *, Kind> named[] = {
            {"uaip.operation", Kind::Timeline},   {"orchestrator.execution", Kind::Timeline},
            {"assistant.thread", Kind::Thread},   {"uaip.conversation", Kind::Thread},
            {"deepref.ai_session", Kind::Thread}, {"orchestrator.task", Kind::Board},
            {"uaip.approval", Kind::Board},       {"uaip.operation", Kind::Board},
            {"uaip.discussion", Kind::Timeline}};
        for (const auto &[name, kind] : named) {
            const QString pack = QString::fromLatin1(name).section(u'.', 0, 0);
            if (isTooOld(pack))
                continue;
            const BoundEntity *entity = demo(pack).entities()->named(QString::fromLatin1(name));
            QVERIFY2(entity, name);
            QVERIFY2(std::ranges::count(entity->definition->views, kind, &ViewDefinition::kind) > 0, name);
        }
    }

    // Each column that a view names is there, so that no part of it is silently empty.
    void allColumnsAreThere_data() { packs(); }
    void allColumnsAreThere()
    {
        QFETCH(const QString, pack);
        if (isTooOld(pack))
            QSKIP("The pack needs PostgreSQL 15");
        const auto &entities = *demo(pack).entities();
        const auto has = [&](const BoundEntity &entity, const QString &column) {
            const bool isThere = column.isEmpty() || entities.catalog().column(entity.relation, column);
            if (!isThere)
                qWarning("%s has no %s", qPrintable(entity.table()), qPrintable(column));
            return isThere;
        };
        for (const BoundModel &model : entities.models()) {
            for (const BoundEntity &entity : model.entities) {
                for (const ViewDefinition &view : entity.definition->views) {
                    for (const LaneDefinition &lane : view.lanes) {
                        const BoundEntity *of = &entity;
                        for (const QString &step : lane.relation.split(u'.', Qt::SkipEmptyParts)) {
                            const RelationDefinition *relation = of->definition->relation(step);
                            QVERIFY(relation);
                            of = entities.otherOf(*of, *relation);
                        }
                        for (const QString &column :
                             {lane.time, lane.until, lane.label, lane.state, lane.error, lane.attempt, lane.by})
                            QVERIFY(has(*of, column));
                    }
                    if (view.kind != Kind::Thread)
                        continue;
                    QVERIFY(has(entity, view.json));
                    const RelationDefinition *relation = entity.definition->relation(view.relation);
                    if (!relation)
                        continue;
                    const BoundEntity &said = *entities.otherOf(entity, *relation);
                    for (const QString &column : {view.role, view.text, view.time, view.reply})
                        QVERIFY(has(said, column));
                    for (const QString &path : {view.model, view.tokens, view.cost, view.duration, view.error}) {
                        const RelationDefinition *detail = said.definition->relation(path.section(u'.', 0, 0));
                        QVERIFY(
                            path.contains(u'.') ? has(*entities.otherOf(said, *detail), path.section(u'.', 1))
                                                : has(said, path));
                    }
                }
            }
        }
    }

    // Each board counts what psql counts, and has the newest cards.
    void boards_data() { packs(); }
    void boards()
    {
        QFETCH(const QString, pack);
        if (isTooOld(pack))
            QSKIP("The pack needs PostgreSQL 15");
        const auto &here = demo(pack);
        for (const BoundModel &model : here.entities()->models()) {
            for (const BoundEntity &entity : model.entities) {
                if (!std::ranges::count(entity.definition->views, Kind::Board, &ViewDefinition::kind))
                    continue;
                const Board board = boardOf(here, entity);
                QCOMPARE(board.columns.size(), size_t(viewOf(entity, Kind::Board).columns.size()));
                for (const BoardColumn &column : board.columns) {
                    const QString where = u" FROM "_s + sql::quoteQualified(entity.schema, entity.table())
                                        + u" WHERE "_s + sql::quoteIdentifier(entity.definition->state.column)
                                        + u"::text = '"_s + column.state + u'\'';
                    QCOMPARE(QString::number(column.count), here.psql(u"SELECT count(*)"_s + where));
                    QCOMPARE(qint64(column.cards.size()), std::min<qint64>(column.count, BoardQuestion::MostCards));
                    if (column.cards.empty())
                        continue;
                    const BoardCard &newest = column.cards.front();
                    QVERIFY(!newest.label.isEmpty());
                    const QString time = sql::quoteIdentifier(entity.definition->time);
                    QCOMPARE(
                        newest.time,
                        here.psql(u"SET timezone = 'UTC'; SELECT max("_s + time + u')' + where).section(u'\n', -1));
                    QVERIFY(!newest.facts.empty());
                }
            }
        }
    }

    void boardSaysReferencesByLabels()
    {
        const auto &here = demo(u"uaip"_s);
        const Board board = boardOf(here, *here.entities()->named(u"uaip.approval"));
        for (const BoardColumn &column : board.columns) {
            for (const BoardCard &card : column.cards) {
                for (const auto &[name, value] : card.facts) {
                    if (name == "operation_id"_L1)
                        QCOMPARE(
                            value, here.psql(
                                       u"SELECT o.name FROM operations AS o JOIN approval_workflows AS a "
                                       "ON a.operation_id = o.id WHERE a.id = '"_s
                                       + keyOf(card.key, u"id"_s) + u'\''));
                }
            }
        }
        const auto moves = std::ranges::count_if(board.columns, [](const auto &one) { return !one.move.isEmpty(); });
        QCOMPARE(moves, 3);
    }

    // The operation with the most steps, and all of its lanes.
    void operationTimeline()
    {
        const auto &here = demo(u"uaip"_s);
        const BoundEntity &operation = *here.entities()->named(u"uaip.operation");
        const QStringList ids =
            here.psql(u"(SELECT operation_id FROM step_results GROUP BY 1 ORDER BY count(*) DESC LIMIT 3) UNION ALL "
                      "(SELECT operation_id FROM approval_workflows WHERE status = 'pending' AND operation_id IS NOT "
                      "NULL LIMIT 2) "
                      "UNION ALL (SELECT a.operation_id FROM artifacts AS a JOIN artifact_deployments AS d ON "
                      "d.artifact_id = a.id "
                      "WHERE a.operation_id IS NOT NULL LIMIT 1)"_s)
                .split(u'\n');
        QVERIFY(ids.size() >= 5);
        for (const QString &id : ids) {
            const Timeline timeline = timelineOf(here, operation, key(operation, id));
            QVERIFY(timeline.head.isThere);
            QCOMPARE(timeline.lanes.size(), 9);
            const std::pair<const char *, const char *> tables[] = {{"States", "operation_states"},
                                                                    {"Steps", "step_results"},
                                                                    {"Checkpoints", "operation_checkpoints"},
                                                                    {"Approvals", "approval_workflows"},
                                                                    {"Artifacts", "artifacts"},
                                                                    {"Calls of tools", "tool_executions"}};
            for (const auto &[lane, table] : tables)
                QCOMPARE(
                    QString::number(inLane(timeline, QString::fromLatin1(lane)).size()),
                    here.psql(
                        u"SELECT count(*) FROM %1 WHERE operation_id = '%2'"_s.arg(QString::fromLatin1(table), id)));
            QCOMPARE(
                QString::number(inLane(timeline, u"Deployments"_s).size()),
                here.psql(
                    u"SELECT count(*) FROM artifact_deployments AS d JOIN artifacts AS a ON a.id = d.artifact_id "
                    "WHERE a.operation_id = '"_s
                    + id + u'\''));
            for (const TimelineEntry *step : inLane(timeline, u"Steps"_s)) {
                const QStringList row =
                    here.psql(
                            u"SELECT step_name, status, coalesce(error_message, ''), attempt, round(extract(epoch FROM "
                            "coalesce(completed_at, started_at) - started_at) * 1000) FROM step_results WHERE id = '"_s
                            + keyOf(step->key, u"id"_s) + u'\'')
                        .split(u'|');
                QCOMPARE(step->label, row[0]);
                QCOMPARE(step->state, row[1]);
                QCOMPARE(step->error, row[2]);
                QCOMPARE(step->attempt, row[3].toInt());
                if (step->span == TimelineEntry::Span::Closed)
                    QCOMPARE(std::round(step->durationMs()), row[4].toDouble());
            }
            // Each state lasts until the next.
            const auto states = inLane(timeline, u"States"_s);
            for (size_t i = 0; i + 1 < states.size(); ++i)
                QCOMPARE(states[i]->endMs, states[i + 1]->beginMs);
        }
        // What waits, and for how many.
        const Timeline waiting = timelineOf(here, operation, key(operation, ids[3]));
        QVERIFY(!inLane(waiting, u"Operation"_s).front()->waits.isEmpty());
        const auto approvals = inLane(waiting, u"Approvals"_s);
        QVERIFY(std::ranges::any_of(approvals, [](const auto *one) {
            return one->span == TimelineEntry::Span::Open && one->waits.contains(u" of "_s);
        }));
        QCOMPARE(
            inLane(waiting, u"Operation"_s).front()->by,
            here.psql(
                u"SELECT u.full_name FROM users AS u JOIN operations AS o ON o.requested_by = u.id WHERE o.id = '"_s
                + ids[3] + u'\''));
        // Tries and failures are there somewhere.
        const QString retried = here.psql(u"SELECT operation_id FROM step_results WHERE attempt > 1 LIMIT 1"_s);
        const Timeline again = timelineOf(here, operation, key(operation, retried));
        const auto tries = inLane(again, u"Steps"_s);
        QVERIFY(std::ranges::any_of(tries, &TimelineEntry::isRetry));
        QVERIFY(std::ranges::any_of(
            tries, [](const auto *one) { return !one->error.isEmpty() && one->tone == Tone::Bad; }));
    }

    void executionTimeline()
    {
        if (isTooOld(u"orchestrator"_s))
            QSKIP("The pack needs PostgreSQL 15");
        const auto &here = demo(u"orchestrator"_s);
        const BoundEntity &execution = *here.entities()->named(u"orchestrator.execution");
        const QString id =
            here.psql(u"SELECT retry_of_id FROM workflow_executions WHERE retry_of_id IS NOT NULL LIMIT 1"_s);
        const Timeline timeline = timelineOf(here, execution, key(execution, id));
        QVERIFY(timeline.head.isThere);
        QCOMPARE(inLane(timeline, u"Run"_s).size(), 1U);
        QCOMPARE(
            QString::number(inLane(timeline, u"Retries"_s).size()),
            here.psql(u"SELECT count(*) FROM workflow_executions WHERE retry_of_id = '"_s + id + u'\''));
        QVERIFY(!inLane(timeline, u"Run"_s).front()->error.isEmpty());
        QCOMPARE(inLane(timeline, u"Retries"_s).front()->attempt, 2);
    }

    void otherTimelines()
    {
        const auto &here = demo(u"uaip"_s);
        const BoundEntity &discussion = *here.entities()->named(u"uaip.discussion");
        const QString id =
            here.psql(u"SELECT discussion_id FROM discussion_participants GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"_s);
        QCOMPARE(
            QString::number(inLane(timelineOf(here, discussion, key(discussion, id)), u"Participants"_s).size()),
            here.psql(u"SELECT count(*) FROM discussion_participants WHERE discussion_id = '"_s + id + u'\''));
        const auto &deepref = demo(u"deepref"_s);
        const BoundEntity &session = *deepref.entities()->named(u"deepref.ai_session");
        const QString one = deepref.psql(u"SELECT \"sessionId\" FROM ai_interactions LIMIT 1"_s);
        QCOMPARE(
            QString::number(inLane(timelineOf(deepref, session, key(session, one)), u"Interactions"_s).size()),
            deepref.psql(u"SELECT count(*) FROM ai_interactions WHERE \"sessionId\" = '"_s + one + u'\''));
    }

    // The longest thread, word by word.
    void assistantThread()
    {
        const auto &here = demo(u"assistant"_s);
        const BoundEntity &entity = *here.entities()->named(u"assistant.thread");
        const QString id = here.psql(
            u"SELECT m.thread_id FROM messages AS m JOIN tool_calls AS c USING (message_id) GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"_s);
        const Thread thread = threadOf(here, entity, key(entity, id));
        const QStringList rows =
            here.psql(
                    u"SELECT m.message_id || '|' || m.entity || '|' || md5(m.content) || '|' || "
                    "coalesce((SELECT sum(count) FROM token_consumption AS t WHERE t.message_id = m.message_id)::text, "
                    "'') || '|' || "
                    "(SELECT count(*) FROM tool_calls AS c WHERE c.message_id = m.message_id) FROM messages AS m WHERE thread_id = '"_s
                    + id + u"' ORDER BY creation_date, message_id"_s)
                .split(u'\n');
        QCOMPARE(qsizetype(thread.turns.size()), rows.size());
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const QStringList row = rows[i].split(u'|');
            const ThreadTurn &turn = thread.turns[size_t(i)];
            QCOMPARE(keyOf(turn.key, u"message_id"_s), row[0]);
            QCOMPARE(turn.who, row[1]);
            QCOMPARE(
                turn.role, row[1] == "USER"_L1   ? ThreadRole::User
                           : row[1] == "TOOL"_L1 ? ThreadRole::Tool
                                                 : ThreadRole::Assistant);
            QCOMPARE(
                QString::fromLatin1(QCryptographicHash::hash(turn.text.toUtf8(), QCryptographicHash::Md5).toHex()),
                row[2]);
            QCOMPARE(turn.tokens, row[3]);
            QCOMPARE(std::ranges::count(turn.details, u"tool_calls"_s, &ThreadDetail::id), row[4].toInt());
        }
        QVERIFY(std::ranges::any_of(thread.turns, [](const ThreadTurn &turn) { return !turn.model.isEmpty(); }));
        QVERIFY(std::ranges::any_of(thread.turns, [](const ThreadTurn &turn) { return !turn.rating.isEmpty(); }));
        const auto call = std::ranges::find_if(thread.turns, [](const ThreadTurn &turn) {
            return std::ranges::count(turn.details, u"tool_calls"_s, &ThreadDetail::id);
        });
        QVERIFY(std::ranges::any_of(call->details, [](const ThreadDetail &detail) {
            return std::ranges::any_of(detail.values, [](const auto &value) { return value.first == "arguments"_L1; });
        }));
        for (size_t i = 1; i < thread.turns.size(); ++i)
            QCOMPARE(pauseBefore(thread, i), thread.turns[i].timeMs - thread.turns[i - 1].timeMs);
    }

    // A row holds both halves of a turn.
    void deeprefThread()
    {
        const auto &here = demo(u"deepref"_s);
        const BoundEntity &entity = *here.entities()->named(u"deepref.ai_session");
        const QString id = here.psql(
            u"SELECT i.\"sessionId\" FROM ai_interactions AS i JOIN ai_finetune_datasets AS f ON f.\"interactionId\" = i.id GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"_s);
        const Thread thread = threadOf(here, entity, key(entity, id));
        const qsizetype users = std::ranges::count(thread.turns, ThreadRole::User, &ThreadTurn::role);
        QCOMPARE(
            QString::number(users),
            here.psql(u"SELECT count(*) FROM ai_interactions WHERE \"sessionId\" = '"_s + id + u'\''));
        bool isRated = false;
        for (const ThreadTurn &turn : thread.turns) {
            if (!turn.isReply) {
                QVERIFY(turn.tokens.isEmpty());
                continue;
            }
            const QString where = u" FROM ai_interactions WHERE id = '"_s + keyOf(turn.key, u"id"_s) + u'\'';
            QCOMPARE(turn.text, here.psql(u"SELECT \"aiResponse\""_s + where));
            QCOMPARE(turn.model, here.psql(u"SELECT \"modelUsed\""_s + where));
            QCOMPARE(turn.tokens, here.psql(u"SELECT \"tokensUsed\""_s + where));
            isRated = isRated || !turn.rating.isEmpty();
        }
        QVERIFY(isRated);
    }

    // Messages in a column of JSON, and calls of tools that are rows beside it.
    void uaipThread()
    {
        const auto &here = demo(u"uaip"_s);
        const BoundEntity &entity = *here.entities()->named(u"uaip.conversation");
        const QString id = here.psql(
            u"SELECT c.id FROM conversation_contexts AS c JOIN tool_executions AS e ON e.conversation_id = c.id "
            "WHERE jsonb_array_length(c.messages) > 3 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"_s);
        const Thread thread = threadOf(here, entity, key(entity, id));
        QVERIFY(thread.problem.isEmpty());
        const QString messages =
            u" FROM conversation_contexts AS c, jsonb_array_elements(c.messages) AS m WHERE c.id = '"_s + id + u'\'';
        QCOMPARE(QString::number(thread.turns.size()), here.psql(u"SELECT count(*)"_s + messages));
        QCOMPARE(
            thread.turns[0].text,
            here.psql(u"SELECT messages -> 0 ->> 'text' FROM conversation_contexts WHERE id = '"_s + id + u'\''));
        QCOMPARE(
            thread.turns[1].tokens,
            here.psql(u"SELECT messages -> 1 ->> 'tokens' FROM conversation_contexts WHERE id = '"_s + id + u'\''));
        QCOMPARE(thread.turns[1].role, ThreadRole::Assistant);
        QVERIFY(pauseBefore(thread, 1) > 0);
        size_t calls = 0;
        for (const ThreadTurn &turn : thread.turns)
            calls += turn.details.size();
        QCOMPARE(
            QString::number(calls),
            here.psql(u"SELECT count(*) FROM tool_executions WHERE conversation_id = '"_s + id + u'\''));
    }

    void messagesOfAllShapes()
    {
        const ViewDefinition view;
        const auto turns = turnsInJson(
            view, json("[{'role': 'developer', 'content': 'Be brief.'}, "
                       "{'role': 'user', 'content': [{'type': 'text', 'text': 'Sum'}, {'type': 'text', 'text': "
                       "'these'}], 'timestamp': 1767225600}, "
                       "{'role': 'assistant', 'model': 'm-1', 'usage': {'total_tokens': 12}, 'content': null, "
                       "'created_at': '2026-01-01T00:00:05Z', "
                       "'tool_calls': [{'id': 'c', 'type': 'function', 'function': {'name': 'sum', 'arguments': '{@a@: "
                       "1}'}}]}, "
                       "{'role': 'tool', 'name': 'sum', 'content': {'total': 3}}, {'sender': 'human', 'text': "
                       "'<b>Thanks</b>', 'rating': 5}] "));
        QVERIFY(turns);
        QCOMPARE(turns->size(), 5U);
        QCOMPARE((*turns)[0].role, ThreadRole::System);
        QVERIFY(std::isnan((*turns)[0].timeMs));
        QCOMPARE((*turns)[1].text, u"Sum\n\nthese"_s);
        QCOMPARE((*turns)[2].timeMs - (*turns)[1].timeMs, 5000.0);
        QCOMPARE((*turns)[2].tokens, u"12"_s);
        QCOMPARE((*turns)[2].details.front().label, u"sum"_s);
        QCOMPARE((*turns)[2].details.front().values.front().second, u"{\"a\": 1}"_s);
        QCOMPARE((*turns)[3].role, ThreadRole::Tool);
        QVERIFY((*turns)[3].text.contains(u"\"total\": 3"_s));
        QCOMPARE((*turns)[4].rating, u"5"_s);
        QCOMPARE((*turns)[4].role, ThreadRole::User);
        QVERIFY(turnsInJson(view, json("{'messages': [{'role': 'user', 'content': 'x'}]}"))->size() == 1);
        QVERIFY(!turnsInJson(view, "3"));
        QVERIFY(!turnsInJson(view, "[1, 2]"));
        QVERIFY(turnsInJson(view, "[]")->empty());
    }

    // A message leads to its thread, the call of a tool through its message.
    void leadsFromRowsToViews()
    {
        const auto &here = demo(u"assistant"_s);
        const Entities &entities = *here.entities();
        const BoundEntity &call = *entities.named(u"assistant.tool_call");
        const auto reached = viewFrom(entities, call, Kind::Thread);
        QVERIFY(reached);
        QCOMPARE(reached->path.size(), 2U);
        const QStringList row =
            here.psql(
                    u"SELECT c.tool_call_id, m.message_id, m.thread_id FROM tool_calls AS c JOIN messages AS m USING (message_id) LIMIT 1"_s)
                .split(u'|');
        const auto at = reachedIn(
            entities, call, *reached,
            ask(here, {reachStatement(entities, call, *reached, key(call, row[0]))}).front().rows);
        QVERIFY(at);
        QCOMPARE(keyOf(at->key, u"thread_id"_s), row[2]);
        QCOMPARE(keyOf(at->said, u"message_id"_s), row[1]);
        const BoundEntity &thread = *entities.named(u"assistant.thread");
        QVERIFY(viewFrom(entities, thread, Kind::Thread)->path.empty());
        QVERIFY(!viewFrom(entities, thread, Kind::Board));
        const auto &uaip = *demo(u"uaip"_s).entities();
        const BoundEntity &step = *uaip.named(u"uaip.step_result");
        QCOMPARE(viewFrom(uaip, step, Kind::Timeline)->entity->id(), u"operation"_s);
        QVERIFY(!viewFrom(uaip, step, Kind::Board)); // that is of operations
    }

    void aRowThatIsNotThere()
    {
        const auto &here = demo(u"uaip"_s);
        const QString nobody = u"00000000-0000-4000-8000-000000000000"_s;
        const BoundEntity &operation = *here.entities()->named(u"uaip.operation");
        QVERIFY(!timelineOf(here, operation, key(operation, nobody)).head.isThere);
        const BoundEntity &conversation = *here.entities()->named(u"uaip.conversation");
        const Thread thread = threadOf(here, conversation, key(conversation, nobody));
        QVERIFY(!thread.head.isThere && thread.turns.empty());
    }

    void exports()
    {
        Thread thread;
        thread.head = {true, u"A # title"_s, {}, u"open"_s, Tone::Active, 0};
        ThreadTurn turn;
        turn.role = ThreadRole::Assistant;
        turn.text = u"One\n# no heading\n```"_s;
        turn.timeMs = std::nan("");
        turn.details.push_back({u"Call"_s, u"calls"_s, 0, {}, u"*sum*"_s, {{u"arguments"_s, u"{}"_s}}});
        thread.turns.push_back(turn);
        turn.role = ThreadRole::Tool;
        turn.details.clear();
        thread.turns.push_back(turn);
        const QString markdown = QString::fromUtf8(written(thread, ViewFormat::Markdown));
        QVERIFY2(markdown.startsWith(u"# A \\# title\n"_s), qPrintable(markdown));
        QVERIFY(markdown.contains(u"\n> # no heading\n"_s));
        QVERIFY(markdown.contains(u"\n````\nOne"_s)); // a fence that the text does not end
        QVERIFY(markdown.contains(u"\\*sum\\*"_s));
        const QJsonObject document = QJsonDocument::fromJson(written(thread, ViewFormat::Json)).object();
        QCOMPARE(document["turns"_L1][0]["text"_L1].toString(), turn.text);
        QCOMPARE(document["turns"_L1][0]["details"_L1][0]["values"_L1]["arguments"_L1].toString(), u"{}"_s);
        const auto &here = demo(u"uaip"_s);
        const BoundEntity &operation = *here.entities()->named(u"uaip.operation");
        const QString id = here.psql(u"SELECT operation_id FROM step_results WHERE attempt > 1 LIMIT 1"_s);
        const Timeline timeline = timelineOf(here, operation, key(operation, id));
        const QString text = QString::fromUtf8(written(timeline, ViewFormat::Text));
        QVERIFY(text.contains(u"attempt 2"_s));
        QCOMPARE(
            QJsonDocument::fromJson(written(timeline, ViewFormat::Json)).object()["entries"_L1].toArray().size(),
            qsizetype(timeline.entries.size()));
        const Board board = boardOf(here, operation);
        QCOMPARE(QJsonDocument::fromJson(written(board, ViewFormat::Json)).object()["columns"_L1].toArray().size(), 8);
        QVERIFY(written(board, ViewFormat::Markdown).contains("## completed ("));
    }
};

QTEST_GUILESS_MAIN(EntityViewsTest)
#include "tst_views.moc"
