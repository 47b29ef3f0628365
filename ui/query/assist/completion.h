// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/assist/assistedtab.h"
#include "query/editor/sqleditor.h"
#include "query/assist/knowndatabase.h"
#include "query/complete/proposal.h"

#include <QPointer>
#include <QTimer>

namespace howdah::ui {

class CallTip;
class CompletionPopup;

// Offers what may stand at the cursor of an editor, by itself while one types and when it is asked for, and shows how
// the function is called whose arguments are typed. What is offered is computed on a pool thread; typing never waits
// for it. UI thread.
class Completion final : public QObject
{
    Q_OBJECT
public:
    Completion(
        SqlEditor *editor, KnownDatabase *known, std::function<QStringList()> searchPath, QObject *parent = nullptr);
    ~Completion() override;

    void setWhileTyping(bool on) { m_whileTyping = on; }
    [[nodiscard]] bool isWhileTyping() const { return m_whileTyping; }
    void setDelay(int milliseconds) { m_delay.setInterval(milliseconds); }
    void
    setSnippets(std::vector<OfferedSnippet> snippets, std::function<void(const QString &, SqlEditor::Extent)> accept);

    // Asked for by hand.
    void complete();
    void showCallTip();
    void hide();

    [[nodiscard]] CompletionPopup &popup() const { return *m_popup; }
    [[nodiscard]] CallTip &callTip() const { return *m_callTip; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Cause { Hand, Typing };

    // What is asked around the cursor, and where its text begins in that of the editor.
    struct Asked
    {
        KnownDatabase::Question question;
        qint64 begin = 0;
    };
    [[nodiscard]] Asked ask() const;
    [[nodiscard]] static query::complete::Proposals proposalsOf(const Asked &asked); // any thread
    void addSnippets(query::complete::Proposals &proposals, const QString &typed) const;
    [[nodiscard]] QString typedBefore(qint64 cursor) const;
    [[nodiscard]] QString typedOf(const query::complete::Proposal &proposal) const;
    void characterAdded(int character);
    void edited();
    void moved();
    void start(Cause cause);
    void arrived(Cause cause, query::complete::Proposals proposals);
    void accept(int row);
    void insert(const query::complete::Proposal &proposal);
    void document();
    void updateCallTip();
    [[nodiscard]] bool acceptsEnter() const;
    [[nodiscard]] bool handleKey(int key, Qt::KeyboardModifiers modifiers);
    [[nodiscard]] bool isOurKey(int key, Qt::KeyboardModifiers modifiers) const;

    SqlEditor *m_editor;
    KnownDatabase *m_known;
    std::function<QStringList()> m_searchPath;
    QPointer<CompletionPopup> m_popup; // both are children of the editor
    QPointer<CallTip> m_callTip;
    QTimer m_delay;
    QTimer m_soon; // once for all that one key does to the text
    Latest m_asked;
    Latest m_documented;
    Latest m_callAsked;
    std::vector<OfferedSnippet> m_snippets;
    std::function<void(const QString &, SqlEditor::Extent)> m_acceptSnippet;
    bool m_whileTyping = true;
    bool m_isStale = false;   // the text has changed since what is shown was computed
    bool m_inserting = false; // the change is our own
    bool m_callWanted = false;
};

} // namespace howdah::ui
