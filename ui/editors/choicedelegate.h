// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// Rows that may be referenced: what they are called with the short id at the end of the line, and where one of them has
// a subtitle a second line for it.
class ChoiceDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;

    enum Role { LabelRole = Qt::UserRole + 1, IdRole, SubtitleRole };

    void setHasSubtitles(bool has) { m_hasSubtitles = has; }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;

private:
    bool m_hasSubtitles = false;
};

} // namespace howdah::ui
