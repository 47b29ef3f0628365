// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later

// A program that edits and does not end by itself: the test that starts it kills it. It restores what the last one left
// behind, tells it, makes some random edits, tells what is staged then, and waits.
//   edit_editor <uri> <oid of the table> <number of the step>
//   edit_editor <uri> <oid of the table> save     ... saves what was restored instead
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "connection/server/environment.h"
#include "randomedits.h"

#include <QApplication>
#include <QTemporaryDir>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

static void notify(const char *what, const QByteArray &text)
{
    std::printf("%s %s\n", what, text.constData());
    std::fflush(stdout);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const auto info = connection::parseConnInfo(arguments.value(1));
    if (!info)
        return 2;
    const data::RelationShape shape = test::wordsShape(arguments.value(2).toUInt());
    const QString order = arguments.value(3);
    QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    TaskList tasks;
    ConnectionController connection(&settings, &tasks);
    EditSession edits(&connection, &tasks);

    bool isDone = false;
    const auto work = [&] {
        const bool looked =
            !edits.offers().isLooking() && (!edits.offers().first() || edits.offers().first()->isChecked);
        if (isDone || !edits.isReady() || !looked || edits.offers().isBusy())
            return;
        isDone = true;
        if (edits.offers().first()) {
            if (const auto restored = edits.offers().restore(); !restored)
                notify("failed", describe(restored.error()).toUtf8());
        }
        notify("restored", test::digest(*edits.changes()));
        if (order == u"save"_s)
            return edits.saving().save();
        const int step = order.toInt();
        for (int i = 0; i <= step % 3; ++i)
            test::randomEdit(edits, step * 3 + i);
        notify("staged", test::digest(*edits.changes()));
    };
    QObject::connect(&connection, &ConnectionController::stateChanged, &edits, [&] {
        if (connection.isConnected())
            edits.open(shape);
    });
    QObject::connect(&edits, &EditSession::changed, &edits, work);
    QObject::connect(&edits, &EditSession::offerChanged, &edits, work);
    QTimer::singleShot(60'000, &edits, [] { QCoreApplication::exit(3); }); // whoever started it is gone
    connection.connectTo(*info, Environment::Development);
    return QApplication::exec();
}
