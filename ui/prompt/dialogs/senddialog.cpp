// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/senddialog.h"

#include "common/typednames.h"
#include "prompt/edit/prompttext.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString textOf(const operations::PromptRunPlan &plan)
{
    QStringList parts;
    for (const prompt::Message &message : plan.request.messages)
        parts << u"%1:\n%2"_s.arg(message.role, message.text);
    return parts.join(u"\n\n"_s);
}

SendDialog::SendDialog(const operations::PromptRunPlan &plan, QWidget *parent)
    : DialogFrame(
          named(
              tr("Send %1 to %2?").arg(plan.promptName, prompt::serverOf(plan.endpoint)),
              plan.question.value_or(operations::NamesQuestion()).things.join(u'\n')),
          parent)
{
    setObjectName(u"sendDialog"_s);
    resizeWithin({640, 520});
    auto *text = new PromptText(tr("Messages"));
    text->setObjectName(u"sentText"_s);
    text->setReadOnly(true);
    text->setPrompt(textOf(plan));
    content()->addWidget(text, 1);
    auto *names = new TypedNames(plan.question.value_or(operations::NamesQuestion()).names);
    content()->addWidget(names);
    startWith(addSafe(tr("Cancel")));
    QPushButton *accept = addAccept(tr("Send"));
    accept->setEnabled(false);
    connect(names, &TypedNames::changed, accept, [accept, names] { accept->setEnabled(names->isComplete()); });
    connect(accept, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace howdah::ui
