// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/endpointdialog.h"

#include "connection/keychain.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Endpoint;

EndpointDialog::EndpointDialog(const Endpoint &endpoint, QWidget *parent)
    : DialogFrame(named(endpoint.name.isEmpty() ? tr("Add an endpoint") : tr("Edit the endpoint")), parent)
    , m_before(endpoint)
    , m_name(new QLineEdit(endpoint.name))
    , m_address(new QLineEdit(endpoint.baseUrl))
    , m_model(new QLineEdit(endpoint.model))
    , m_timeout(new QSpinBox)
    , m_key(new QLineEdit)
    , m_forget(new QCheckBox(tr("Remove the key from the keychain")))
    , m_warning(plainLabel())
{
    setObjectName(u"endpointDialog"_s);
    build();
    follow();
    resizeToWidth(520);
}

void EndpointDialog::build()
{
    m_name->setObjectName(u"endpointName"_s);
    m_name->setPlaceholderText(tr("local"));
    m_address->setObjectName(u"endpointAddress"_s);
    m_address->setPlaceholderText(u"http://localhost:11434/v1"_s);
    m_address->setToolTip(tr("What stands before /chat/completions"));
    m_model->setObjectName(u"endpointModel"_s);
    m_model->setPlaceholderText(tr("The prompt's own model"));
    m_timeout->setObjectName(u"endpointTimeout"_s);
    m_timeout->setRange(int(prompt::LeastTimeout.count()), int(prompt::MostTimeout.count()));
    m_timeout->setSuffix(tr(" s"));
    m_timeout->setValue(int(m_before.timeout.count()));
    m_timeout->setToolTip(tr("For a whole answer"));
    m_key->setObjectName(u"endpointKey"_s);
    m_key->setEchoMode(QLineEdit::Password);
    m_forget->setObjectName(u"forgetKey"_s);
    m_warning->setObjectName(u"endpointWarning"_s);
    m_warning->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(space::group);
    form->setVerticalSpacing(space::inside);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Address"), m_address);
    form->addRow(tr("Model"), m_model);
    form->addRow(tr("Time-out"), m_timeout);
    form->addRow(tr("Key"), m_key);
    form->addRow(QString(), m_forget);
    content()->addLayout(form);
    content()->addWidget(m_warning);
    addProblem(u"endpointProblem"_s);
    addSafe(tr("Cancel"));
    m_save = addAccept(tr("Save"));
    connect(m_save, &QPushButton::clicked, this, &EndpointDialog::save);
    for (QLineEdit *field : {m_name, m_address})
        connect(field, &QLineEdit::textChanged, this, &EndpointDialog::follow);
    connect(m_forget, &QCheckBox::toggled, this, &EndpointDialog::follow);
}

Endpoint EndpointDialog::wanted() const
{
    Endpoint endpoint = m_before;
    endpoint.name = m_name->text().trimmed();
    endpoint.baseUrl = m_address->text().trimmed();
    endpoint.model = m_model->text().trimmed();
    endpoint.timeout = std::chrono::seconds(m_timeout->value());
    return endpoint;
}

void EndpointDialog::follow()
{
    const Endpoint endpoint = wanted();
    const bool isSound = prompt::checkEndpoint(endpoint).has_value();
    const bool isElsewhere = m_before.hasKey && isSound && prompt::serverOf(endpoint) != prompt::serverOf(m_before);
    m_save->setEnabled(isSound);
    m_forget->setVisible(m_before.hasKey && !isElsewhere);
    m_key->setEnabled(!m_forget->isChecked() || !m_forget->isVisibleTo(this));
    m_key->setPlaceholderText(
        m_before.hasKey && !isElsewhere ? tr("In the keychain; type to replace it")
                                        : tr("None, as local servers need"));
    QStringList warnings;
    if (isSound && prompt::isReadableOnTheWay(endpoint))
        warnings << tr(
            "This address is not encrypted (http): whoever is on the way can read prompts, answers and the key.");
    if (isElsewhere)
        warnings << tr("The address leads to another server, which does not get the key of the one before.");
    m_warning->setText(warnings.join(u'\n'));
    m_warning->setVisible(!warnings.isEmpty());
    showProblem({});
}

void EndpointDialog::save()
{
    operations::EndpointChange change{m_before.name, wanted(), {}};
    if (m_forget->isChecked() && m_forget->isVisibleTo(this))
        change.key = QString();
    else if (!m_key->text().isEmpty())
        change.key = m_key->text();
    m_save->setEnabled(false);
    m_saves.ask(
        this, QtConcurrent::run([change]() mutable {
            Result<prompt::Endpoints> endpoints = operations::saveEndpoint(change);
            if (change.key)
                connection::wipeSecret(*change.key);
            return endpoints;
        }),
        [this](const Result<prompt::Endpoints> &endpoints) {
            m_save->setEnabled(true);
            if (!endpoints) {
                showProblem(describe(endpoints.error()));
                return;
            }
            Q_EMIT saved(endpoints);
            accept();
        });
}

} // namespace howdah::ui
