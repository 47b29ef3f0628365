// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A thread of 10,000 messages opened as the window does it, from the question to its first picture (the session is
// open), against psql's read of the same rows, with its start. In turns; prints lines of JSON.
#include "bench/figures.h"

#include "entity/packdemo.h"
#include "entity/view/threadpane.h"
#include "support/pgprograms.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;

namespace {

constexpr int Rounds = 9;

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const test::TestServer server;
    const test::PackDemo demo(server, u"assistant"_s);
    const QString id = u"11111111-1111-4111-8111-111111111111"_s;
    demo.psql(
        u"INSERT INTO threads (thread_id, title, user_id, project_id) SELECT '%1', 'Long', user_id, project_id FROM "
        u"threads LIMIT 1; "
        "INSERT INTO messages (thread_id, entity, content, creation_date) SELECT '%1', 'USER', "
        "'Message ' || i || ' ' || repeat('word ', (i * 7) % 90), '2026-01-01'::timestamptz + i * interval '1 minute' "
        "FROM generate_series(1, 10000) AS i; ANALYZE messages"_s.replace(u"%1"_s, id));
    const entity::BoundEntity &thread = *demo.entities()->named(u"assistant.thread");
    std::vector<double> ours;
    std::vector<double> theirs;
    ui::ThreadPane pane;
    pane.resize(900, 700);
    pane.show();
    for (int round = 0; round < Rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        demo.psql(u"SELECT message_id, entity, content, creation_date FROM messages WHERE thread_id = '%1' "
                  "ORDER BY creation_date, message_id"_s.arg(id));
        theirs.push_back(milliseconds(timer));
        timer.start();
        const auto question = entity::threadQuestion(
            demo.entities(), thread, thread.definition->views.front(), {{u"thread_id"_s, id.toUtf8()}});
        const auto answer = demo.session().pipeline(question->statements).result();
        if (!answer || answer->error)
            qFatal("not read");
        auto read = std::make_shared<entity::Thread>(entity::threadIn(*question, answer->answers));
        if (read->turns.size() != 10'000)
            qFatal("messages are missing");
        pane.setThread(read);
        static_cast<void>(pane.grab());
        ours.push_back(milliseconds(timer));
    }
    print(u"a thread of 10,000 messages, to psql"_s, median(ours), "ms", median(ours) / median(theirs), 2);
    return 0;
}
