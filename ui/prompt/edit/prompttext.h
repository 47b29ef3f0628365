// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"
#include "common/secretmimedata.h"
#include "common/theme.h"
#include "prompt/edit/oddtext.h"

#include <QTimer>

class QMimeData;

namespace howdah::ui {

// A place of the text with something to say, in UTF-16 units.
struct TextMark
{
    qsizetype offset = 0;
    qsizetype length = 0; // 0: all of its line
    Tone tone = Tone::Edited;
    QString message;
};

// One of a prompt's texts: {{variables}}, marks of roles and headings in colour, wrapped softly, exactly as it is:
// what text() gives back is what was set. Odd characters are always marked.
class PromptText final : public QsciScintilla
{
    Q_OBJECT
public:
    explicit PromptText(const QString &accessibleName, QWidget *parent = nullptr);

    void setPrompt(const QString &text);
    [[nodiscard]] QString prompt() const;
    void setMarks(const std::vector<TextMark> &marks);
    // Selects the place and brings it into view.
    void showPlace(qsizetype offset, qsizetype length);
    void insertVariable(const QString &name);
    // One step to undo. Of the whole text.
    void replaceOddCharacters();
    [[nodiscard]] const std::vector<OddCharacter> &odd() const { return m_odd; }

    [[nodiscard]] QSize sizeHint() const override { return {420, 200}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 60}; }

Q_SIGNALS:
    void edited();
    // Text was put in from elsewhere, with these in it.
    void oddPasted(const QString &summary);
    void oddChanged(); // odd() says something else

protected:
    void changeEvent(QEvent *event) override;
    QByteArray fromMimeData(const QMimeData *source, bool &rectangular) const override;
    QMimeData *toMimeData(const QByteArray &text, bool rectangular) const override;

private:
    void applyTheme();
    void updateOdd();
    [[nodiscard]] long byteOf(const QString &text, qsizetype offset) const;

    std::vector<OddCharacter> m_odd;
    std::vector<TextMark> m_marks;
    QTimer m_oddTimer;
    mutable QString m_pasted; // what was last handed to the text, until it has been looked at
    bool m_setting = false;
    bool m_applying = false;
};

} // namespace howdah::ui
