// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editortext.h"

#include <QAccessibleWidget>

namespace howdah::ui {

// The editor for who reads a screen: by lines, where QScintilla's own counts all characters of a text for each move.
// Offsets are of UTF-16. UI thread.
class EditorAccessible final : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit EditorAccessible(EditorText *editor);
    // From now on for all editors.
    static void install();

    // Tells who reads a screen, if there is one.
    static void tellCursor(EditorText &editor);
    static void tellInserted(EditorText &editor, qint64 offset, qint64 size);

    [[nodiscard]] void *interface_cast(QAccessible::InterfaceType type) override;
    [[nodiscard]] QAccessible::State state() const override;

    void selection(int index, int *start, int *end) const override;
    [[nodiscard]] int selectionCount() const override;
    void addSelection(int start, int end) override;
    void removeSelection(int index) override;
    void setSelection(int index, int start, int end) override;
    [[nodiscard]] int cursorPosition() const override;
    void setCursorPosition(int position) override;
    [[nodiscard]] QString text(int start, int end) const override;
    [[nodiscard]] QString
    textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const override;
    [[nodiscard]] QString
    textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const override;
    [[nodiscard]] QString
    textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const override;
    [[nodiscard]] int characterCount() const override;
    [[nodiscard]] QRect characterRect(int offset) const override;
    [[nodiscard]] int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int start, int end) override;
    [[nodiscard]] QString attributes(int offset, int *start, int *end) const override;

private:
    enum class Where { Before, At, After };
    [[nodiscard]] EditorText &editor() const;
    [[nodiscard]] int indexOf(qint64 byte) const;
    [[nodiscard]] qint64 byteOf(int index) const;
    [[nodiscard]] QString
    around(int offset, QAccessible::TextBoundaryType boundary, Where where, int *start, int *end) const;
};

} // namespace howdah::ui
