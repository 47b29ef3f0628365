// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/widgets.h"

#include <QDialog>
#include <QVBoxLayout>

class QHBoxLayout;

namespace howdah::ui {

class DialogFoot;

// What every dialog has in common: a heading and a sentence, room for the content, and the buttons at the foot in the
// order of the style: what else can be done, the safe one, and at the right the one that accepts, worded by what it
// does. Escape presses the safe one; Return presses none but the one that was chosen for it; Ctrl+Return presses the
// one that accepts, or goes to it where it destroys something. UI thread.
class DialogFrame : public QDialog
{
    Q_OBJECT
public:
    struct Words
    {
        QString title;   // of the window
        QString heading; // "" for none
        QString text;    // what it is about, beneath the heading; "" for none
    };
    DialogFrame(const Words &words, QWidget *parent);

protected:
    // A title that is the heading, too.
    [[nodiscard]] static Words named(const QString &title, const QString &text = {}) { return {title, title, text}; }
    // The line of the heading: a sign before it, badges behind it.
    [[nodiscard]] QHBoxLayout *head() const { return m_head; }
    [[nodiscard]] QVBoxLayout *content() const { return m_content; }
    // A heading that holds a name, which may be of any length: one line, cut where there is no room.
    void setElidedHeading(const QString &heading);
    void setText(const QString &text);

    // Where the content ends by now: what went wrong, beside its cause.
    void addProblem(const QString &name);
    // "" hides it.
    void showProblem(const QString &problem);

    // Rejects; by name "safe".
    QPushButton *addSafe(const QString &text);
    // By name "accept"; what it does is connected by whoever adds it.
    QPushButton *addAccept(const QString &text, ButtonRole role = ButtonRole::Primary);
    // Something else that can be done meanwhile.
    QPushButton *addOther(const QString &text, ButtonRole role = ButtonRole::Plain);
    // What belongs to the content, apart from the others at the left.
    QPushButton *addAside(const QString &text);
    // Return presses it from everywhere, and the focus is there first.
    static void startWith(QPushButton *button);

    // As large as wanted, as far as the window that it opens above has room.
    void resizeWithin(const QSize &wanted);
    // As high as the words are that wrap in this width: a plain resize() cuts their lines.
    void resizeToWidth(int width, int leastHeight = 0);

private:
    void acceptByKey();
    void showMissing();

    QHBoxLayout *m_head;
    QLabel *m_heading;
    QLabel *m_text;
    QVBoxLayout *m_content;
    QLabel *m_problem = nullptr;
    DialogFoot *m_buttons;
    QPushButton *m_accept = nullptr;
};

} // namespace howdah::ui
