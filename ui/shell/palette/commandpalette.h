// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/palette/palettemodel.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListView;

namespace howdah::ui {

// One field that finds every command and every object: Ctrl+K for all, Ctrl+P for objects. Floats over the window that
// is its parent; wholly usable from the keyboard. Announces what was chosen and closes; it runs nothing itself.
class CommandPalette final : public QFrame
{
    Q_OBJECT
public:
    enum class Mode { Everything, Objects };

    explicit CommandPalette(QWidget *window);

    void setCommands(std::vector<PaletteEntry> commands);
    // Objects are many: their list is shared, never copied on the UI thread.
    void setObjects(PaletteEntries objects);
    void open(Mode mode, const QString &typed = {});
    void close();

    [[nodiscard]] PaletteModel *model() const { return m_model; }

Q_SIGNALS:
    void chosen(const howdah::ui::PaletteEntry &entry);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void rebuild();
    void place();
    void move(int rows);
    void accept();
    void showResult();

    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_nothing;
    QLabel *m_keys;
    PaletteModel *m_model;
    std::vector<PaletteEntry> m_commands;
    PaletteEntries m_objects = std::make_shared<const std::vector<PaletteEntry>>();
    Mode m_mode = Mode::Everything;
    QPointer<QWidget> m_focusBefore;
    bool m_acceptWhenMatched = false;
};

} // namespace howdah::ui
