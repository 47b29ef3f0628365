// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "operations/define/definitions.h"

namespace howdah::ui {

class CompareView;

// The last look before a definition is replaced: what is in the database now, beside what will be; and whether somebody
// else has changed it meanwhile. UI thread.
class DefinitionReview final : public DialogFrame
{
    Q_OBJECT
public:
    // `place`: "uaip on the private server".
    DefinitionReview(const operations::DefinitionChange &change, const QString &place, QWidget *parent = nullptr);
    [[nodiscard]] CompareView *view() const { return m_view; }

Q_SIGNALS:
    // What is in the database now is to be opened.
    void otherWanted();

private:
    void addBanner(Tone tone, const QString &name, const QString &text);

    CompareView *m_view;
};

} // namespace howdah::ui
