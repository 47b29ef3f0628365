// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/snippets/snippet.h"
#include "query/editor/editortext.h"

#include <optional>

namespace howdah::ui {

// A snippet that is being filled in: Tab and Shift+Tab go from field to field, Esc or a move elsewhere ends it.
// UI thread.
class SnippetSession final
{
public:
    explicit SnippetSession(EditorText &editor);

    // In the place of `replaced` (the word that was typed), with the cursor in its first field. One step to undo.
    void insert(const query::Snippet &snippet, query::TextExtent replaced);
    // The one of that word. False: there is none.
    bool insertNamed(const QString &word, query::TextExtent replaced);
    // The one of the word before the cursor. False: there is none.
    bool insertByWord();
    [[nodiscard]] bool isActive() const { return !m_fields.empty(); }
    enum class Way { Next, Previous };
    void go(Way way);
    void end();

    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void looked(qint64 cursor);
    void dress();

    // All that there are, read again when the file has changed.
    [[nodiscard]] const QList<query::Snippet> &known();

private:
    struct Field
    {
        int number = 0;
        qint64 offset = 0;
        qint64 size = 0;
    };
    void select(int number);
    void draw();
    [[nodiscard]] std::vector<int> order() const;

    EditorText &m_editor;
    std::vector<Field> m_fields;
    int m_current = 0;
    bool m_isInserting = false;
    std::optional<QList<query::Snippet>> m_known;
    QString m_stamp; // of the file that they are from
};

} // namespace howdah::ui
