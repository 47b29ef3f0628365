// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editortext.h"
#include "query/editor/textsearch.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QToolButton;

namespace howdah::ui {

// Finds and replaces in the text of an editor, at whose top it lies; hidden until it is opened, Esc closes it.
// UI thread, in turns.
class EditorFindBar final : public QFrame
{
    Q_OBJECT
public:
    explicit EditorFindBar(EditorText &editor);

    enum class Open { Find, Replace };
    // With what is selected; a selection of several lines is what is searched.
    void open(Open how);
    void close();
    enum class Way { Next, Previous };
    void go(Way way);
    // The hit that is selected.
    void replaceOne();
    void replaceAll();
    [[nodiscard]] QString status() const;

    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void drawn();
    void dress();
    void place();
    void forget();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QToolButton *toggle(const QString &face, const QString &tip, const QString &name);
    void layOut();
    [[nodiscard]] TextQuery query() const;
    [[nodiscard]] SearchedText text() const;
    void searchAgain();
    void show(query::TextExtent place);
    void tell();
    void clearMarks();
    struct Replacing;
    void replaced(const Replacing &work);

    EditorText &m_editor;
    QLineEdit *m_find;
    QLineEdit *m_with;
    QToolButton *m_case;
    QToolButton *m_word;
    QToolButton *m_regex;
    QToolButton *m_inSelection;
    QWidget *m_replaceRow;
    QLabel *m_status;
    TextSearch m_search;
    QTimer m_again;
    std::optional<query::TextExtent> m_within;
    std::optional<Way> m_wanted; // once it is found
    qint64 m_start = 0;          // where the cursor was when it was opened
    query::TextExtent m_marked;
    bool m_isReplacing = false;
    Latest m_replacing;
};

} // namespace howdah::ui
