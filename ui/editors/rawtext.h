// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/code/qsci.h"
#include "editors/chunkedtext.h"

#include <functional>

namespace howdah::ui {

// Text of any length in the fixed font whose bytes are kept as they are: line ends, tabs, marks and all. Control
// characters and those that turn the direction are drawn as their names. Long texts are laid out and loaded by a
// worker, so setBytes() never stalls; loaded() comes when they can be seen, at once for short ones.
class RawText final : public QsciScintilla
{
    Q_OBJECT
public:
    enum class Language { Plain, Json };
    explicit RawText(Language language, QWidget *parent = nullptr);
    ~RawText() override;

    void setBytes(const QByteArray &bytes);
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    // The text with the breaks that only the view has; for places, which count its bytes.
    [[nodiscard]] const ChunkedText &viewed() const;
    [[nodiscard]] const QByteArray &softBreak() const { return m_softBreak; }
    // Costs as much as the text is long.
    [[nodiscard]] QByteArray rawBytes() const { return withoutSoftBreaks(viewed().joined(), m_softBreak); }
    // At least so many bytes of it, or all; what it is cut at is not said.
    [[nodiscard]] QByteArray beginning(qint64 most) const
    {
        return withoutSoftBreaks(viewed().mid(0, 2 * most), m_softBreak);
    }
    // Counts changes, by whomever.
    [[nodiscard]] quint64 revision() const { return m_revision; }

    // One step of undo; counts as typed.
    void replaceBytes(qint64 from, qint64 to, const QByteArray &bytes);
    void replaceAll(const QByteArray &bytes);
    void selectBytes(qint64 from, qint64 to);
    [[nodiscard]] qint64 caret() const;
    // Too long for anything that passes over all of it with each key.
    [[nodiscard]] bool isLarge() const { return m_isLarge; }
    // Squiggles beneath the character there; -1 takes them away.
    void markProblem(qint64 offset);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public Q_SLOTS:
    void undo() override;
    void redo() override;

Q_SIGNALS:
    void loaded();
    // By typing, pasting, undo or replaceBytes(); not by setBytes(). May come from within the change: the text must not
    // be touched there.
    void bytesChanged();

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    QMimeData *toMimeData(const QByteArray &text, bool rectangular) const override;

private:
    void modified(qint64 position, int type, QByteArrayView text, qint64 length);
    void takeInserted() const;
    void notifyChange();
    void setUp();
    void showBroken(const BrokenText &text, void *document);
    void adoptDocument(bool isLarge);
    void applyTheme();
    void applyRepresentations();

    Language m_language;
    mutable ChunkedText m_viewed;                          // but for what was inserted last into a large text
    mutable std::pair<qint64, qint64> m_inserted = {0, 0}; // where, and how much
    bool m_unreported = false;                             // a change of a large text
    QByteArray m_softBreak;
    quint64 m_revision = 0;
    Latest m_loads;
    bool m_loaded = true;
    bool m_loading = false;
    bool m_applying = false;
    bool m_isLarge = false;
};

} // namespace howdah::ui
