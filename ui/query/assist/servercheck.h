// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/assist/assistedtab.h"
#include "query/editor/sqleditor.h"
#include "query/assist/knowndatabase.h"
#include "query/complete/definedabove.h"

#include <QTimer>

#include <deque>

namespace howdah::ui {

// Has the server of a tab judge the statements that are seen: it parses and analyses them (Parse and Describe) and runs
// nothing. Where it cannot be asked (in a transaction, which an error would end; through a proxy that pools
// transactions), the grammar judges, if it is not older than the server. UI thread.
class ServerCheck final : public QObject
{
    Q_OBJECT
public:
    ServerCheck(SqlEditor *editor, KnownDatabase *known, AssistedTab tab, QObject *parent = nullptr);

    void sessionChanged();
    void yield(); // see EditorAssist::beforeRun()
    void setDelay(int milliseconds) { m_delay.setInterval(milliseconds); }

    // What the statement at this byte answers, a line for each column: "total numeric". Empty: not known, or no rows.
    [[nodiscard]] QStringList resultAt(qint64 byte) const;
    // Nothing is asked, and what is seen has been judged.
    [[nodiscard]] bool isSettled() const { return m_isCurrent && m_waiting.empty() && !m_asking; }

Q_SIGNALS:
    void settled();
    void parametersDescribed(
        howdah::ui::SqlEditor::Extent statement, const std::vector<howdah::query::TypedParameter> &parameters);

private:
    // A statement that is seen.
    struct Seen
    {
        SqlEditor::Extent place;
        QByteArray text;
        query::complete::DefinedAbove above;
        bool isUnseenAbove = false; // of a text that is too large to be read for each pause
    };
    // What was said of a text.
    struct Verdict
    {
        std::optional<Error> error;
        qint64 errorByte = -1; // in the text
        QStringList parameters;
        connection::Description description;
    };
    struct Read
    {
        std::vector<Seen> seen;
        std::optional<Error> problem; // of cutting the text
        qint64 problemOffset = -1;
    };
    [[nodiscard]] static Read readSeen(const query::Script &script, qint64 from, qint64 to); // any thread
    [[nodiscard]] Read readAtCursor() const;
    [[nodiscard]] std::pair<qint64, qint64> seenBytes() const;

    void start();
    void take(Read read);
    void askNext();
    void answered(
        const QByteArray &text, const query::WrittenStatement &written, const Result<connection::Description> &answer);
    void judgeByGrammar(const QByteArray &text, const query::WrittenStatement &written);
    [[nodiscard]] bool knowsGrammar() const;
    void finish();
    void present();
    [[nodiscard]] std::optional<SqlEditor::Problem> problemOf(const Seen &seen, const Verdict &verdict) const;
    void tellParameters();
    void forget();

    SqlEditor *m_editor;
    KnownDatabase *m_known;
    AssistedTab m_tab;
    QTimer m_delay;
    QTimer m_limit; // of one question, which may wait for a lock
    Latest m_reading;
    Latest m_asked;
    std::shared_ptr<connection::Session> m_asking; // while a question is under way
    bool m_isHeld = false;                         // by a run
    bool m_isRefused = false;                      // by the proxy of this session
    bool m_isCurrent = false;                      // m_seen is of the text as it is
    Read m_seen;
    std::deque<QByteArray> m_waiting;
    QHash<QByteArray, Verdict> m_verdicts;
};

} // namespace howdah::ui
