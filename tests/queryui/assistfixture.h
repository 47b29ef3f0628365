// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"
#include "query/assist/calltip.h"
#include "query/assist/completion.h"
#include "query/assist/completionpopup.h"
#include "query/assist/editorassist.h"
#include "query/assist/nameguide.h"
#include "query/assist/servercheck.h"
#include "support/testserver.h"

#include <QListView>
#include <QTemporaryDir>
#include <QTest>

namespace howdah::ui::assisttest {

// An editor with a session of its own on a real server, as a tab has them.
class AssistFixture
{
public:
    void make(const connection::ConnInfo &info)
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini")));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_connection->connectTo(info, Environment::Development);
        m_session = std::make_shared<connection::Session>(
            connection::SessionOptions{.name = QStringLiteral("tab"), .names = connection::Names::OfDatabase});
        m_opened = m_session->open(info);
        m_editor = std::make_unique<SqlEditor>();
        m_editor->resize(900, 600);
        m_editor->show();
        m_assist = std::make_unique<EditorAssist>(
            m_editor.get(), m_connection.get(),
            EditorAssist::Tab{
                .idleSession = [this] { return m_running ? nullptr : m_session; },
                .searchPath = [this] { return m_searchPath; },
                .values = [this] { return m_values; },
                .settings = m_settings.get()});
        m_assist->check().setDelay(20);
        m_assist->completion().setDelay(0);
        QVERIFY(QTest::qWaitForWindowActive(m_editor.get()));
        m_editor->setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete, 60'000);
        QTRY_VERIFY(KnownDatabase::of(m_connection.get())->index());
        QTRY_VERIFY_WITH_TIMEOUT(
            &KnownDatabase::of(m_connection.get())->index()->catalog() == m_connection->catalog().get(), 60'000);
        QTRY_VERIFY(m_opened.isFinished());
    }
    void end()
    {
        m_assist.reset();
        m_editor.reset();
        m_session.reset();
        m_connection.reset();
        m_tasks.reset();
        m_settings.reset();
        m_running = false;
        m_values.clear();
        m_searchPath = QStringList{QStringLiteral("public")};
    }

    // The cursor stands where | is.
    void put(QByteArray text)
    {
        const qsizetype cursor = text.indexOf('|');
        if (cursor >= 0)
            text.remove(cursor, 1);
        m_editor->setBytes(text);
        m_editor->setCursorByte(cursor < 0 ? text.size() : cursor);
        QCoreApplication::processEvents();
    }
    void type(const QString &text) { QTest::keyClicks(m_editor.get(), text); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_editor.get(), key, modifiers); }
    [[nodiscard]] CompletionPopup &popup() const { return m_assist->completion().popup(); }
    [[nodiscard]] QStringList offered() const
    {
        QStringList texts;
        for (const auto &proposal : popup().isVisible() ? popup().proposals() : query::complete::Proposals())
            texts << proposal.text;
        return texts;
    }
    // With | at the cursor.
    [[nodiscard]] QString text() const
    {
        QByteArray bytes = m_editor->bytesOf({0, m_editor->sizeInBytes()});
        bytes.insert(qsizetype(m_editor->cursorByte()), '|');
        return QString::fromUtf8(bytes);
    }
    [[nodiscard]] std::vector<SqlEditor::Problem> problems() const
    {
        return m_editor->problems(SqlEditor::Finder::Check);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::shared_ptr<connection::Session> m_session;
    QFuture<Result<connection::ServerFacts>> m_opened;
    std::unique_ptr<SqlEditor> m_editor;
    std::unique_ptr<EditorAssist> m_assist;
    std::optional<QStringList> m_searchPath{{QStringLiteral("public")}};
    query::ParameterValues m_values;
    bool m_running = false;
};

} // namespace howdah::ui::assisttest
