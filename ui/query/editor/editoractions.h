// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editortext.h"
#include "query/editor/textcommands.h"

#include <QKeySequence>

namespace howdah::ui {

class EditorTools;

// The commands of an editor, which become its actions(). UI thread.
class EditorActions final : public QObject
{
    Q_OBJECT
public:
    EditorActions(EditorText &editor, EditorTools &tools);

private:
    QAction *make(
        const char *name, const QString &text, const QString &iconName, const QKeySequence &keys,
        std::function<void()> what);
    void makeSearch();
    void makeEditing();
    void makeLines();
    void makeSeen();
    void makeText();

    void send(unsigned int message);
    void comment();
    void setKeywords(WordCase wordCase);
    void addNext();
    void addAll();
    void askForLine();

    EditorText &m_editor;
    EditorTools &m_tools;
};

} // namespace howdah::ui
