extension Recipe {
    /// The same method in one phase, on equal terms with all others: what differs between two
    /// recipes in this form is what they do to images, hidden states and losses, nothing else.
    ///
    /// It is s2m2-r's for short budgets, both losses from the start: S2M2's own Adam and batch and
    /// image size, and a cosine schedule; 100 epochs are ours. The class head is linear, as in EASY
    /// (Bendou et al. 2022, ybendou/easy): the cosine head's scores span little at first. EASY's
    /// SGD at rate 0.05 does not start on Conv-4, whose 1600 flattened features make the rotation
    /// head's curvature too large for it: the loss stayed at chance for an epoch of miniImageNet.
    public var onePhase: Recipe {
        var form = self
        form.phases = [
            Phase(
                epochs: 100, objective: phases[phases.count - 1].objective, optimizer: .adam,
                schedule: .cosine)
        ]
        form.batchSize = Self.s2m2r.batchSize
        form.imageSize = Self.s2m2r.imageSize
        form.head = .linear
        form.layerDecay = nil
        // Inside the blocks of WRN-28-10: part of S2M2's network, whatever it is trained by.
        form.dropout = Self.s2m2r.dropout
        return form
    }
}
