// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/closingdialog.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

ClosingDialog::ClosingDialog(const Words &words, QWidget *parent)
    : DialogFrame(named(words.title, words.text), parent)
{
    setObjectName(u"closingDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    startWith(addSafe(words.keep));
    QPushButton *discard = addOther(words.discard, ButtonRole::Danger);
    discard->setObjectName(u"discard"_s);
    connect(discard, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT discarded();
        reject();
    });
    if (!words.accept.isEmpty())
        connect(addAccept(words.accept), &QPushButton::clicked, this, &QDialog::accept);
    resizeToWidth(460);
}

} // namespace howdah::ui
