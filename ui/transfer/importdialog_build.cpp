// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the dialog is put together; what it does is in importdialog.cpp.
#include "transfer/importdialog.h"

#include "common/density.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "transfer/mappingdelegate.h"
#include "transfer/previewmodel.h"
#include "transfer/transferpanel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSplitter>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::BulkFormat;
using data::TextEncoding;

namespace {

constexpr std::array ImportFormats{
    BulkFormat::Csv, BulkFormat::Tsv, BulkFormat::Json, BulkFormat::NdJson, BulkFormat::Copy};
constexpr std::array Encodings{
    TextEncoding::Utf8, TextEncoding::Utf16Le, TextEncoding::Utf16Be, TextEncoding::Windows1252, TextEncoding::Latin1};
constexpr std::array Delimiters{',', ';', '\t', '|'};

QString delimiterName(char delimiter)
{
    switch (delimiter) {
    case ',':
        return ImportDialog::tr("Comma");
    case ';':
        return ImportDialog::tr("Semicolon");
    case '\t':
        return ImportDialog::tr("Tab");
    default:
        return QString(QLatin1Char(delimiter));
    }
}

void label(QHBoxLayout *row, const QString &text, QWidget *field)
{
    QLabel *words = plainLabel(text);
    words->setBuddy(field);
    field->setAccessibleName(text);
    row->addWidget(words);
    row->addWidget(field);
}

} // namespace

void ImportDialog::buildFile()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    label(row, tr("File"), m_file);
    m_file->setObjectName(u"file"_s);
    row->setStretchFactor(m_file, 1);
    row->addWidget(m_choose);
    content()->addLayout(row);
    connect(m_file, &QLineEdit::editingFinished, this, [this] {
        if (m_file->text() != m_path)
            setFile(m_file->text());
    });
    connect(m_choose, &QPushButton::clicked, this, &ImportDialog::chooseFile);
}

void ImportDialog::buildDialect()
{
    for (const BulkFormat format : ImportFormats)
        m_format->addItem(data::formatKey(format).toUpper(), int(format));
    for (const TextEncoding encoding : Encodings)
        m_encoding->addItem(data::encodingName(encoding), int(encoding));
    for (const char delimiter : Delimiters)
        m_delimiter->addItem(delimiterName(delimiter), int(delimiter));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    label(row, tr("Format"), m_format);
    label(row, tr("Encoding"), m_encoding);
    label(row, tr("Delimiter"), m_delimiter);
    row->addWidget(m_header);
    label(row, tr("NULL"), m_null);
    m_null->setPlaceholderText(tr("empty"));
    m_null->setMaximumWidth(90);
    for (const QString &choice : {tr("\\N is …"), tr("\\N is NULL"), tr("\\N is text")})
        m_bareN->addItem(choice);
    m_bareN->setAccessibleName(tr("The meaning of unquoted \\N"));
    m_bareN->setObjectName(u"bareN"_s);
    m_bareN->hide();
    row->addWidget(m_bareN);
    row->addStretch(1);
    content()->addLayout(row);
    m_encodingNote->setObjectName(u"encodingNote"_s);
    m_encodingNote->setWordWrap(true);
    m_encodingNote->hide();
    content()->addWidget(m_encodingNote);
    connect(m_bareN, &QComboBox::activated, this, [this](int choice) {
        if (choice == 0)
            return;
        m_dialect.null = choice == 1 ? QByteArray("\\N") : QByteArray("");
        look();
    });
    m_format->setObjectName(u"format"_s);
    m_encoding->setObjectName(u"encoding"_s);
    m_delimiter->setObjectName(u"delimiter"_s);
    m_header->setObjectName(u"header"_s);
    m_null->setObjectName(u"null"_s);
    // What is chosen by hand stays; the rest is found out again.
    connect(m_format, &QComboBox::activated, this, [this] {
        m_dialect = {.format = BulkFormat(m_format->currentData().toInt()), .encoding = m_dialect.encoding};
        look();
    });
    connect(m_encoding, &QComboBox::activated, this, [this] {
        m_dialect.encoding = TextEncoding(m_encoding->currentData().toInt());
        look();
    });
    connect(m_delimiter, &QComboBox::activated, this, [this] {
        m_dialect.delimiter = char(m_delimiter->currentData().toInt());
        look();
    });
    connect(m_header, &QCheckBox::clicked, this, [this](bool on) {
        m_dialect.header = on;
        look();
    });
    connect(m_null, &QLineEdit::editingFinished, this, [this] {
        if (m_preview && m_null->text().toUtf8() != *m_preview->dialect.null) {
            m_dialect.null = m_null->text().toUtf8();
            look();
        }
    });
}

QWidget *ImportDialog::buildTables()
{
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    const auto table = [splitter](QAbstractItemModel *model, QStyledItemDelegate *delegate, const QString &name) {
        auto *view = new QTableView;
        view->setModel(model);
        delegate->setParent(view);
        view->setItemDelegate(delegate);
        view->setAccessibleName(name);
        view->setWordWrap(false);
        view->setShowGrid(false);
        view->setTabKeyNavigation(false);
        view->setSelectionMode(QAbstractItemView::SingleSelection);
        view->verticalHeader()->setDefaultSectionSize(rowHeight());
        splitter->addWidget(view);
        return view;
    };
    QTableView *mapping = table(m_mapping, new MappingDelegate, tr("Field mapping"));
    mapping->setObjectName(u"mapping"_s);
    mapping->verticalHeader()->hide();
    mapping->setEditTriggers(
        QAbstractItemView::CurrentChanged | QAbstractItemView::SelectedClicked | QAbstractItemView::EditKeyPressed
        | QAbstractItemView::DoubleClicked);
    mapping->setSelectionBehavior(QAbstractItemView::SelectRows);
    mapping->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    mapping->horizontalHeader()->resizeSection(MappingModel::FieldColumn, 180);
    mapping->horizontalHeader()->resizeSection(MappingModel::SampleColumn, 260);
    mapping->horizontalHeader()->setStretchLastSection(true);
    QTableView *rows = table(m_rows, new PreviewDelegate, tr("First rows of the file"));
    rows->setObjectName(u"rows"_s);
    rows->setEditTriggers(QAbstractItemView::NoEditTriggers);
    splitter->setSizes({220, 200});
    return splitter;
}

void ImportDialog::buildPolicy()
{
    m_policy->addItem(tr("All rows, or none"));
    m_policy->addItem(tr("Skip rejected rows"));
    m_policy->setObjectName(u"policy"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    label(row, tr("When a row is rejected"), m_policy);
    label(row, tr("Write them to"), m_rejects);
    m_rejects->setObjectName(u"rejects"_s);
    row->setStretchFactor(m_rejects, 1);
    content()->addLayout(row);
    m_rejectsNote->setText(tr("The file already exists, and is replaced if rows are rejected."));
    m_rejectsNote->setObjectName(u"rejectsNote"_s);
    content()->addWidget(m_rejectsNote);
    auto *keys = new QHBoxLayout;
    keys->setSpacing(space::inside);
    m_upsert->setObjectName(u"upsert"_s);
    m_key->setAccessibleName(tr("Key"));
    keys->addWidget(m_upsert);
    keys->addWidget(m_key);
    keys->addStretch(1);
    m_advance->setObjectName(u"advance"_s);
    m_advance->setToolTip(tr("So that serial and identity columns do not generate values that were imported"));
    keys->addWidget(m_advance);
    content()->addLayout(keys);
    connect(m_policy, &QComboBox::currentIndexChanged, this, &ImportDialog::update);
    connect(m_rejects, &QLineEdit::textChanged, this, &ImportDialog::update);
    connect(m_upsert, &QCheckBox::toggled, this, &ImportDialog::update);
    connect(m_key, &QComboBox::currentIndexChanged, this, &ImportDialog::update);
}

void ImportDialog::buildButtons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    m_obstacle->setObjectName(u"obstacle"_s);
    m_obstacle->setWordWrap(true);
    row->addWidget(m_obstacle, 1);
    row->addWidget(m_leaveOut);
    content()->addLayout(row);
    m_rehearse = addOther(tr("Dry run"));
    m_close = addSafe(tr("Close"));
    m_accept = addAccept(tr("Import"));
    m_rehearse->setToolTip(tr("Import everything, then roll it back"));
    m_rehearse->setObjectName(u"rehearse"_s);
    m_leaveOut->setObjectName(u"leaveOut"_s);
    m_leaveOut->hide();
    connect(m_leaveOut, &QPushButton::clicked, this, [this] {
        m_leavesOutUnknown = true; // members of later objects, too
        m_mapping->leaveOutUnknown();
    });
    connect(m_rehearse, &QPushButton::clicked, this, [this] { start(true); });
    connect(m_accept, &QPushButton::clicked, this, [this] { start(false); });
}

} // namespace howdah::ui
