// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "data/cuttingproxy.h"
#include "data/editserver.h"
#include "edit/editsession.h"
#include "support/turnmeter.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace howdah::ui::test {

using data::test::EditServer;
using data::test::operator""_t;

// The window's side of one connection, with a session of edits on it.
struct Window
{
    explicit Window(const connection::ConnInfo &info)
        : settings(folder.filePath(QStringLiteral("settings.ini")))
        , connection(&settings, &tasks)
        , edits(&connection, &tasks)
    {
        connect(info);
    }
    void connect(const connection::ConnInfo &info)
    {
        connection.connectTo(info, Environment::Development);
        if (!QTest::qWaitFor([this] { return connection.isConnected(); }, 30'000))
            qFatal("%s", qPrintable(describe(connection.error())));
    }

    QTemporaryDir folder;
    Settings settings;
    TaskList tasks;
    ConnectionController connection;
    EditSession edits;
};

// What tests of the edits of a window share: a server, a journal folder of their own, and a window on it.
class EditCase : public QObject
{
protected:
    std::unique_ptr<EditServer> m_here = std::make_unique<EditServer>();
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Window> m_window;

    EditSession &edits() { return m_window->edits; }
    QString psql(const QString &sql) { return m_here->psql(sql); }

    // Each test begins with no journals, a fresh window, and the table notes.
    void begin()
    {
        if (m_here->server().pid() == 0) {
            m_here->server().restart();
            m_here->reopen();
        }
        m_data = std::make_unique<QTemporaryDir>();
        qputenv("HOWDAH_DATA_DIR", m_data->path().toUtf8());
        psql(QStringLiteral("DROP TABLE IF EXISTS notes CASCADE; "
                            "CREATE TABLE notes (id int PRIMARY KEY, v text DEFAULT 'none', w numeric(8,2), n int); "
                            "INSERT INTO notes SELECT i, 'v' || i, i * 1.5, i FROM generate_series(1, 20) i"));
        m_window = std::make_unique<Window>(m_here->connInfo());
    }
    // Nothing of ours may be left inside a transaction, neither while the window is open nor afterwards.
    void end()
    {
        if (m_window && m_here->server().pid() != 0) {
            // The catalog of a busy machine takes its time, in a transaction of its own.
            QTRY_VERIFY_WITH_TIMEOUT(!m_window->connection.isReadingCatalog(), 30'000);
            QTRY_VERIFY(m_here->isIdle());
        }
        m_window.reset();
        if (m_here->server().pid() == 0) {
            m_here->server().restart();
            m_here->reopen();
        }
        QTRY_VERIFY(m_here->isIdle());
    }

    void open(const QString &table = QStringLiteral("notes"))
    {
        edits().open(m_here->shape(table));
        QTRY_VERIFY(edits().state() != EditSession::State::Opening);
        QVERIFY2(edits().isReady(), qPrintable(describe(edits().error())));
    }
    // The row as a grid has read it, whose first column says so.
    data::RowBasis row(const QByteArray &first) { return m_here->row(*edits().target(), first); }
    data::RowKey keyOf(const QByteArray &first) { return data::rowKeyOf(*edits().target(), row(first)); }

    void must(const Result<void> &done) { QVERIFY2(done, done ? "" : qPrintable(describe(done.error()))); }
    template <typename T>
    T must(const Result<T> &done)
    {
        if (!done)
            qFatal("%s", qPrintable(describe(done.error())));
        return *done;
    }
    void edit(const QByteArray &first, int column, const data::CellValue &value)
    {
        must(edits().editor().setCells({{row(first), column, value}}));
    }
    // Saves, and waits for the end.
    data::SaveReport save()
    {
        std::optional<data::SaveReport> report;
        QObject context;
        const auto take = [&report](const data::SaveReport &said) { report = said; };
        QObject::connect(&edits(), &EditSession::saved, &context, take);
        QObject::connect(&edits(), &EditSession::saveFailed, &context, take);
        edits().saving().save();
        if (!edits().saving().isSaving())
            qFatal("nothing is saved: %s", qPrintable(edits().saving().refusal()));
        if (!QTest::qWaitFor([&report] { return report.has_value(); }, 30'000))
            qFatal("the save does not end");
        return *report;
    }
    QString cell(const QByteArray &id, const QString &column)
    {
        return psql(QStringLiteral("SELECT coalesce(%1::text, 'NULL') FROM notes WHERE id = %2")
                        .arg(column, QString::fromLatin1(id)));
    }
    // What the table is, as one text.
    QString all() { return psql(QStringLiteral("SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM notes t")); }

    [[nodiscard]] QStringList journals() const
    {
        return QDir(m_data->path() + QStringLiteral("/edits")).entryList(QDir::Files);
    }
};

} // namespace howdah::ui::test
