// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "query/editor/outlinemodel.h"
#include "query/editor/editortext.h"

#include <QFrame>
#include <QSortFilterProxyModel>

class QLabel;
class QLineEdit;
class QListView;

namespace howdah::ui {

// The statements of the text at the right of its editor, by a filter: follows the cursor and jumps. Read on another
// thread. UI thread.
class EditorOutline final : public QFrame
{
    Q_OBJECT
public:
    static constexpr std::size_t Most = 100'000; // statements that are listed

    explicit EditorOutline(EditorText &editor);

    void open();
    void close();

    void edited();
    void looked(qint64 cursor);
    void place();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void read();
    void follow(qint64 cursor);
    void jump();

    EditorText &m_editor;
    QLineEdit *m_filter;
    QListView *m_list;
    QLabel *m_words;
    OutlineModel m_model;
    QSortFilterProxyModel m_shown;
    QTimer m_again;
    Latest m_asked;
};

} // namespace howdah::ui
