extension Citation {
    /// Recipes and their parts.
    static let training = [
        Citation(
            "mangla2020charting",
            "Mangla, Puneet and Singh, Mayank and Sinha, Abhishek and Kumari, Nupur and "
                + "Balasubramanian, Vineeth N. and Krishnamurthy, Balaji",
            "Charting the Right Manifold: Manifold Mixup for Few-shot Learning", "WACV", 2020,
            arXiv: "1907.12087"),
        Citation(
            "verma2019manifold",
            "Verma, Vikas and Lamb, Alex and Beckham, Christopher and Najafi, Amir and Mitliagkas, "
                + "Ioannis and Lopez-Paz, David and Bengio, Yoshua",
            "Manifold Mixup: Better Representations by Interpolating Hidden States", "ICML", 2019,
            arXiv: "1806.05236"),
        Citation(
            "gidaris2018rotations", "Gidaris, Spyros and Singh, Praveer and Komodakis, Nikos",
            "Unsupervised Representation Learning by Predicting Image Rotations", "ICLR", 2018,
            arXiv: "1803.07728"),
        Citation(
            "zhang2018mixup",
            "Zhang, Hongyi and Cisse, Moustapha and Dauphin, Yann N. and Lopez-Paz, David",
            "mixup: Beyond Empirical Risk Minimization", "ICLR", 2018, arXiv: "1710.09412"),
        Citation(
            "devries2017cutout", "DeVries, Terrance and Taylor, Graham W.",
            "Improved Regularization of Convolutional Neural Networks with Cutout", 2017,
            arXiv: "1708.04552"),
        Citation(
            "yun2019cutmix",
            "Yun, Sangdoo and Han, Dongyoon and Oh, Seong Joon and Chun, Sanghyuk and Choe, Junsuk "
                + "and Yoo, Youngjoon",
            "{CutMix}: Regularization Strategy to Train Strong Classifiers with Localizable Features",
            "ICCV", 2019, arXiv: "1905.04899"),
        Citation(
            "srivastava2014dropout",
            "Srivastava, Nitish and Hinton, Geoffrey and Krizhevsky, Alex and Sutskever, Ilya and "
                + "Salakhutdinov, Ruslan",
            "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
            "Journal of Machine Learning Research", 2014),
        Citation(
            "he2022masked",
            "He, Kaiming and Chen, Xinlei and Xie, Saining and Li, Yanghao and Doll{\\'a}r, Piotr and "
                + "Girshick, Ross", "Masked Autoencoders Are Scalable Vision Learners", "CVPR",
            2022,
            arXiv: "2111.06377"),
    ]

    /// Data sets and networks.
    static let material = [
        Citation(
            "vinyals2016matching",
            "Vinyals, Oriol and Blundell, Charles and Lillicrap, Timothy and Kavukcuoglu, Koray and "
                + "Wierstra, Daan", "Matching Networks for One Shot Learning",
            "Advances in Neural Information Processing Systems", 2016, arXiv: "1606.04080"),
        Citation(
            "ravi2017optimization", "Ravi, Sachin and Larochelle, Hugo",
            "Optimization as a Model for Few-Shot Learning", "ICLR", 2017),
        Citation(
            "ren2018semisupervised",
            "Ren, Mengye and Triantafillou, Eleni and Ravi, Sachin and Snell, Jake and Swersky, Kevin "
                + "and Tenenbaum, Joshua B. and Larochelle, Hugo and Zemel, Richard S.",
            "Meta-Learning for Semi-Supervised Few-Shot Classification", "ICLR", 2018,
            arXiv: "1803.00676"),
        Citation(
            "wah2011cub",
            "Wah, Catherine and Branson, Steve and Welinder, Peter and Perona, Pietro and Belongie, "
                + "Serge", "The {Caltech-UCSD} {Birds-200-2011} Dataset",
            "Technical Report CNS-TR-2011-001, California Institute of Technology", 2011),
        Citation(
            "lake2015omniglot",
            "Lake, Brenden M. and Salakhutdinov, Ruslan and Tenenbaum, Joshua B.",
            "Human-level concept learning through probabilistic program induction", "Science", 2015),
        Citation(
            "he2016residual", "He, Kaiming and Zhang, Xiangyu and Ren, Shaoqing and Sun, Jian",
            "Deep Residual Learning for Image Recognition", "CVPR", 2016, arXiv: "1512.03385"),
        Citation(
            "zagoruyko2016wide", "Zagoruyko, Sergey and Komodakis, Nikos", "Wide Residual Networks",
            "BMVC", 2016, arXiv: "1605.07146"),
        Citation(
            "tan2019efficientnet", "Tan, Mingxing and Le, Quoc V.",
            "{EfficientNet}: Rethinking Model Scaling for Convolutional Neural Networks", "ICML",
            2019, arXiv: "1905.11946"),
        Citation(
            "howard2019mobilenetv3", "Howard, Andrew and Sandler, Mark and Chu, Grace and others",
            "Searching for {MobileNetV3}", "ICCV", 2019, arXiv: "1905.02244"),
        Citation(
            "liu2022convnext",
            "Liu, Zhuang and Mao, Hanzi and Wu, Chao-Yuan and Feichtenhofer, Christoph and Darrell, "
                + "Trevor and Xie, Saining", "A {ConvNet} for the 2020s", "CVPR", 2022,
            arXiv: "2201.03545"),
        Citation(
            "dosovitskiy2021vit",
            "Dosovitskiy, Alexey and Beyer, Lucas and Kolesnikov, Alexander and others",
            "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", "ICLR",
            2021, arXiv: "2010.11929"),
        Citation(
            "touvron2021deit", "Touvron, Hugo and Cord, Matthieu and Douze, Matthijs and others",
            "Training data-efficient image transformers \\& distillation through attention", "ICML",
            2021, arXiv: "2012.12877"),
        Citation(
            "caron2021dino", "Caron, Mathilde and Touvron, Hugo and Misra, Ishan and others",
            "Emerging Properties in Self-Supervised Vision Transformers", "ICCV", 2021,
            arXiv: "2104.14294"),
        Citation(
            "oquab2024dinov2",
            "Oquab, Maxime and Darcet, Timoth{\\'e}e and Moutakanni, Th{\\'e}o "
                + "and others", "{DINOv2}: Learning Robust Visual Features without Supervision",
            2023,
            arXiv: "2304.07193"),
        Citation(
            "simeoni2025dinov3",
            "Sim{\\'e}oni, Oriane and Vo, Huy V. and Seitzer, Maximilian and "
                + "others", "{DINOv3}", 2025, arXiv: "2508.10104"),
        Citation(
            "radford2021clip", "Radford, Alec and Kim, Jong Wook and Hallacy, Chris and others",
            "Learning Transferable Visual Models From Natural Language Supervision", "ICML", 2021,
            arXiv: "2103.00020"),
        Citation(
            "cherti2023openclip",
            "Cherti, Mehdi and Beaumont, Romain and Wightman, Ross and others",
            "Reproducible scaling laws for contrastive language-image learning", "CVPR", 2023,
            arXiv: "2212.07143"),
        Citation(
            "zhai2023siglip",
            "Zhai, Xiaohua and Mustafa, Basil and Kolesnikov, Alexander and Beyer, Lucas",
            "Sigmoid Loss for Language Image Pre-Training", "ICCV", 2023, arXiv: "2303.15343"),
    ]
}
