// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editortext.h"

#include <QFrame>

class QLineEdit;

namespace howdah::ui {

// Asks for a line ("120" or "120:8") at the top of an editor, goes there and ends. UI thread.
class LineBar final : public QFrame
{
    Q_OBJECT
public:
    explicit LineBar(EditorText &editor);
    void open();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void go();
    void end();

    EditorText &m_editor;
    QLineEdit *m_line;
};

} // namespace howdah::ui
